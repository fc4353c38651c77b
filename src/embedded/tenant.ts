import { createHash } from 'node:crypto'

/** The tenant of requests without a bearer key. No digest is empty, so no key can reach it. */
const noKey = ''

/**
 * Whose threads a request may see: those made with the same bearer key. The key itself is a secret and is
 * never stored; its SHA-256, in hex, stands for it.
 *
 * @param key `null` where there is none.
 */
export function tenantOf(key: string | null): string {
  return key === null ? noKey : createHash('sha256').update(key).digest('hex')
}
