import { hash } from 'node:crypto'

/**
 * What `thread_pairs` has in place of a pair of a tenant's metadata: 48 bits, where the pair itself can take 2 kB. Two
 * pairs may meet in one, so what is found by it is looked at again.
 */
export function pairHash(tenant: string, key: string, value: string): number {
  return hash('sha256', JSON.stringify([tenant, key, value]), 'buffer').readUIntBE(0, 6)
}
