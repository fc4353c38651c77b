import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { exampleThread, noTenant, openEmbedded } from '../../support/embedded/embedded.ts'

describe('create', () => {
  it('answers a new, empty thread', async () => {
    const before = Math.floor(Date.now() / 1000)
    const thread = await openEmbedded().threads().create()
    expect(thread).toEqual({
      id: expect.stringMatching(/^thread_[A-Za-z0-9]{24}$/),
      object: 'thread',
      created_at: expect.any(Number),
      updated_at: expect.any(Number),
      metadata: {},
      tool_resources: {},
    })
    expect(Number.isInteger(thread.created_at)).toBe(true)
    expect(thread.created_at).toBeGreaterThanOrEqual(before)
    expect(thread.created_at).toBeLessThanOrEqual(Date.now() / 1000)
  })

  it('gives every thread an id of its own', async () => {
    const threads = openEmbedded().threads()
    const ids = await Promise.all(Array.from({ length: 100 }, async () => (await threads.create()).id))
    expect(new Set(ids).size).toBe(100)
  })

  it('takes metadata and tool resources', async () => {
    const threads = openEmbedded().threads()
    const created = await threads.create({
      metadata: { user: 'abc123' },
      tool_resources: {
        code_interpreter: { file_ids: ['file-1'] },
        file_search: { vector_store_ids: ['vs_1'] },
      },
    })
    expect(created.metadata).toEqual({ user: 'abc123' })
    expect(created.tool_resources).toEqual({
      code_interpreter: { file_ids: ['file-1'] },
      file_search: { vector_store_ids: ['vs_1'] },
    })
    expect(await threads.retrieve(created.id)).toEqual(created)
  })

  it.each([
    ['null for both', { metadata: null, tool_resources: null }],
    ['no messages', { messages: [] }],
    ['null for messages', { messages: null }],
    ['no vector stores', { tool_resources: { file_search: null } }],
  ])('takes %s as nothing', async (_, body) => {
    const { status, body: thread } = await openEmbedded().send('POST', '/v1/threads', body)
    expect({ status, metadata: thread.metadata, tools: thread.tool_resources }).toEqual({
      status: 200,
      metadata: {},
      tools: {},
    })
  })

  it.each([[[]], [null]])('takes %j for the vector stores to be made as none', async (vector_stores) => {
    const body = { tool_resources: { file_search: { vector_stores } } }
    const { body: thread } = await openEmbedded().send('POST', '/v1/threads', body)
    expect(thread.tool_resources).toEqual({ file_search: { vector_store_ids: [] } })
  })
})

describe('retrieve', () => {
  it('answers all members', async () => {
    const { store, send } = openEmbedded()
    await store.create(noTenant, exampleThread)
    const { status, text } = await send('GET', '/v1/threads/thread_abc123')
    expect(status).toBe(200)
    expect(text).toBe(
      '{"id":"thread_abc123","object":"thread","created_at":1699014083,"updated_at":1699014083,"metadata":{},"tool_resources":{}}',
    )
  })

  it('answers HEAD with the same status and no body', async () => {
    const { store, send } = openEmbedded()
    await store.create(noTenant, exampleThread)
    const { status, text } = await send('HEAD', '/v1/threads/thread_abc123')
    expect({ status, text }).toEqual({ status: 200, text: '' })
  })

  it('of an unknown thread is a NotFoundError of the SDK', async () => {
    const retrieved = openEmbedded().threads().retrieve('thread_unknown')
    await expect(retrieved).rejects.toBeInstanceOf(OpenAI.NotFoundError)
    await expect(retrieved).rejects.toMatchObject({ status: 404, code: null, param: null })
  })
})

describe('modify', () => {
  it("answers the reference's example as the reference does", async () => {
    const { store, send } = openEmbedded()
    await store.create(noTenant, exampleThread)
    const { status, body } = await send('POST', '/v1/threads/thread_abc123', {
      metadata: { modified: 'true', user: 'abc123' },
    })
    expect(status).toBe(200)
    expect(body).toEqual({
      id: 'thread_abc123',
      object: 'thread',
      created_at: 1699014083,
      updated_at: expect.any(Number),
      metadata: { modified: 'true', user: 'abc123' },
      tool_resources: {},
    })
  })

  const metadata = { user: 'abc123' }
  const tool_resources = { code_interpreter: { file_ids: ['file-1'] } }
  it.each([
    ['{} changes nothing', {}, { metadata, tool_resources }],
    ['metadata replaces metadata whole', { metadata: { a: '1' } }, { metadata: { a: '1' }, tool_resources }],
    ['metadata {} empties it', { metadata: {} }, { metadata: {}, tool_resources }],
    ['metadata null resets it', { metadata: null }, { metadata: {}, tool_resources }],
    ['tool_resources {} empties them', { tool_resources: {} }, { metadata, tool_resources: {} }],
    ['tool_resources null resets them', { tool_resources: null }, { metadata, tool_resources: {} }],
    [
      'tool_resources replaces tool_resources whole',
      { tool_resources: { file_search: { vector_store_ids: ['vs_1'] } } },
      { metadata, tool_resources: { file_search: { vector_store_ids: ['vs_1'] } } },
    ],
    [
      'a tool without its list gets an empty one',
      { tool_resources: { code_interpreter: {}, file_search: {} } },
      {
        metadata,
        tool_resources: { code_interpreter: { file_ids: [] }, file_search: { vector_store_ids: [] } },
      },
    ],
    [
      'a tool that is null is left out',
      { tool_resources: { code_interpreter: null, file_search: { vector_store_ids: [] } } },
      { metadata, tool_resources: { file_search: { vector_store_ids: [] } } },
    ],
    [
      'a list that is null is left out',
      { tool_resources: { code_interpreter: { file_ids: null }, file_search: { vector_store_ids: null } } },
      {
        metadata,
        tool_resources: { code_interpreter: { file_ids: [] }, file_search: { vector_store_ids: [] } },
      },
    ],
    [
      'both at once replace both',
      { metadata: null, tool_resources: null },
      { metadata: {}, tool_resources: {} },
    ],
  ])('%s', async (_, change, after) => {
    const { send } = openEmbedded()
    const { body: created } = await send('POST', '/v1/threads', { metadata, tool_resources })
    const { status, body } = await send('POST', `/v1/threads/${created.id}`, change)
    expect(status).toBe(200)
    expect(body).toEqual({ ...created, ...after, updated_at: expect.any(Number) })
    expect((await send('GET', `/v1/threads/${created.id}`)).body).toEqual(body)
  })

  it('of an unknown thread is a NotFoundError of the SDK, and creates none', async () => {
    const threads = openEmbedded().threads()
    await expect(threads.update('thread_unknown', {})).rejects.toBeInstanceOf(OpenAI.NotFoundError)
    await expect(threads.retrieve('thread_unknown')).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  })

  it('that is refused changes nothing, though a part of it was in order', async () => {
    const threads = openEmbedded().threads()
    const created = await threads.create({ metadata })
    const refused = threads.update(created.id, {
      metadata: { a: '1' },
      tool_resources: { file_search: { vector_store_ids: ['vs_1', 'vs_2'] } },
    })
    await expect(refused).rejects.toBeInstanceOf(OpenAI.BadRequestError)
    expect(await threads.retrieve(created.id)).toEqual(created)
  })
})

describe('delete', () => {
  it('answers that the thread is deleted, and it is', async () => {
    const threads = openEmbedded().threads()
    const { id } = await threads.create()
    expect(await threads.delete(id)).toEqual({ id, object: 'thread.deleted', deleted: true })
    await expect(threads.retrieve(id)).rejects.toBeInstanceOf(OpenAI.NotFoundError)
    await expect(threads.delete(id)).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  })
})
