import { useSyncExternalStore } from 'react'

const read = () => new URLSearchParams(location.hash.slice(1)).get('thread') ?? ''

function subscribe(onChange: () => void) {
  addEventListener('hashchange', onChange)
  return () => removeEventListener('hashchange', onChange)
}

/** The id of the open thread, which stands in the address: a reload or a shared link opens it again. */
export function useThreadId(): string {
  return useSyncExternalStore(subscribe, read)
}

export function openThread(id: string): void {
  location.hash = String(new URLSearchParams({ thread: id }))
}
