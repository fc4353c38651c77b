import { bearerKey } from '../core/bearer.ts'
import { limits } from '../core/limits.ts'
import { listText, threadText } from './serialize-thread.ts'
import type { ThreadStore } from './stores/store.ts'
import { tenantOf } from './tenant.ts'

/**
 * The body of the answer to a read by this process, past the HTTP that requests of others need: that takes several
 * times as long as the store. Undefined for whatever is not a read that finds what it asks for: the API says what
 * there is to say then.
 *
 * @param path what follows `/v1`.
 */
export async function readInProcess(
  store: ThreadStore,
  path: string,
  authorization: string | undefined,
): Promise<string | undefined> {
  const key = bearerKey(authorization ?? null)
  if (key === undefined) return undefined
  const tenant = tenantOf(key)
  const [, id, list] = /^\/threads(?:\/(thread[A-Za-z0-9_-]*)|\?ids=([A-Za-z0-9_,-]*))$/.exec(path) ?? []
  if (id !== undefined) {
    const thread = (await store.getMany(tenant, [id])).get(id)
    return thread && threadText(thread)
  }
  const ids = list?.split(',')
  if (!ids || ids.length > limits.idsPerLookup) return undefined
  return listText((await store.getMany(tenant, ids)).values())
}
