import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Tells whether a key is one of these. It is compared with every one of them, each in constant time, so that the time
 * taken tells nothing of any of them.
 */
export function createKeyCheck(keys: readonly string[]): (key: string) => boolean {
  const known = keys.map(digest)
  return (key) => {
    const asked = digest(key)
    return known.reduce((found, one) => timingSafeEqual(one, asked) || found, false)
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
