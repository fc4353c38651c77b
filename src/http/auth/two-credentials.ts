import type { IncomingMessage } from 'node:http'

/**
 * Makes a request with two `Authorization` headers one whose header is empty, which is refused. Node drops all but
 * the first, and what stands before this server may have looked at another one.
 */
export function refuseTwoCredentials({ headers, rawHeaders }: IncomingMessage): void {
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    if (name?.length === 13 && name.toLowerCase() === 'authorization') count++
  }
  if (count > 1) headers.authorization = ''
}
