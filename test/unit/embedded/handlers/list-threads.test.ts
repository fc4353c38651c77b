import { describe, expect, it } from 'vitest'
import { listHandlers } from '../../../../src/embedded/handlers/list-threads.ts'
import type { ThreadStore } from '../../../../src/embedded/stores/store.ts'

describe('a list by pairs that many threads have one by one and none together', () => {
  it('is refused after ten searches, with what to do', async () => {
    let searches = 0
    const store: Pick<ThreadStore, 'find'> = {
      async find() {
        searches++
        return { threads: [], next: { at: searches, id: 'thread_1' } }
      },
    }
    const { listThreads } = listHandlers(store as ThreadStore)
    const query = new URLSearchParams('metadata[a]=1&metadata[b]=2')
    await expect(listThreads('tenant', { id: '', query, body: undefined })).rejects.toMatchObject({
      message: 'Too many threads have one of these pairs and not the others. Filter by fewer, or by others.',
      status: 400,
    })
    expect(searches).toBe(10)
  })
})
