import { useLayoutEffect, useState, useSyncExternalStore } from 'react'

const inAddress = () => new URLSearchParams(location.hash.slice(1)).get('thread') ?? ''

function subscribe(onChange: () => void) {
  addEventListener('hashchange', onChange)
  return () => removeEventListener('hashchange', onChange)
}

/** Asks for a thread by its id, as a link or the browser's back button does. */
export function requestThread(id: string): void {
  location.hash = String(new URLSearchParams({ thread: id }))
}

/**
 * The open thread. Its id stands in the address: a reload or a shared link opens it again.
 *
 * @param unsaved Whether something would be lost with the open thread. Then another one that is asked for stays
 * `requested` until the user has chosen to `leave` or to `stay`, and the browser asks before it leaves the page.
 */
export function useOpenThread(unsaved: boolean) {
  const address = useSyncExternalStore(subscribe, inAddress)
  const [id, setId] = useState(address)
  const requested = address !== id
  if (requested && !unsaved) setId(address)

  useLayoutEffect(() => {
    if (!unsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [unsaved])

  return {
    id,
    requested: requested && unsaved,
    leave: () => setId(address),
    stay: () => requestThread(id),
    /** Opens a thread without a question. */
    open(id: string) {
      requestThread(id)
      setId(id)
    },
  }
}
