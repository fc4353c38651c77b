import { type Client, createClient } from 'graphql-ws'

/** How often the server is asked whether it is still there, and how long it may take to say so, in milliseconds. */
const [pingEvery, pongWithin] = [10_000, 5_000]

/**
 * The WebSocket of this page, open while there is a subscription. It does not come back by itself: that would send the
 * cursor that the subscription began with, and not the last one.
 */
export function createWebSocket(path: string): Client {
  let deadline: ReturnType<typeof setTimeout> | undefined
  const client = createClient({
    url: new URL(path, location.href).href.replace(/^http/, 'ws'),
    retryAttempts: 0,
    connectionAckWaitTimeout: pongWithin,
    keepAlive: pingEvery,
    on: {
      // A connection can be gone without a word, after a computer has slept for instance.
      ping: (isReceived) => {
        if (!isReceived) deadline = setTimeout(() => client.terminate(), pongWithin)
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(deadline)
      },
      closed: () => clearTimeout(deadline),
    },
  })
  return client
}
