import { useState, useSyncExternalStore } from 'react'
import { live } from './client.ts'

export const useLiveState = () => useSyncExternalStore(live.watch, live.state)

/** Says whether the page is told of changes. Read out only once the connection was lost: nobody waits for it before. */
export function LiveSign() {
  const state = useLiveState()
  const [wasOffline, setWasOffline] = useState(false)
  if (state === 'offline' && !wasOffline) setWasOffline(true)
  const text = texts[state]
  return (
    <p className="live" data-state={state}>
      {!wasOffline && text}
      <span role="status">{wasOffline && text}</span>
    </p>
  )
}

const texts = { connecting: '', live: 'Live', offline: 'Not live, trying again…', unsupported: '' }
