import { readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from '../../support/server.ts'
import type { JournalEntry } from '../../support/upstream.ts'
import {
  foundryConversations,
  ogx,
  openAiConversations,
  sglang,
} from '../../support/upstreams/conversations.ts'
import { type Stub, startStub } from '../../support/upstreams/stub.ts'
import { astra, foundryThreads, leapfrog, openAssistantApi } from '../../support/upstreams/threads.ts'

/** What differs from upstream to upstream: a row of the table in docs/upstreams.md for each. */
interface Row {
  stub: Stub
  /** Whether threads can be listed. */
  lists: boolean
  toolResources: 'kept' | 'unsupported' | 'ignored by updates'
  /** What an update does with pairs that it does not name. */
  updates: 'replace' | 'merge'
  /** What deleting a thread that is not there gets. */
  deletesNothing: 'NOT_FOUND' | 'deleted: false'
}

const rows: readonly Row[] = [
  {
    stub: openAiConversations,
    lists: false,
    toolResources: 'unsupported',
    updates: 'replace',
    deletesNothing: 'NOT_FOUND',
  },
  {
    stub: foundryConversations,
    lists: true,
    toolResources: 'unsupported',
    updates: 'replace',
    deletesNothing: 'NOT_FOUND',
  },
  {
    stub: foundryThreads,
    lists: true,
    toolResources: 'kept',
    updates: 'replace',
    deletesNothing: 'NOT_FOUND',
  },
  { stub: ogx, lists: false, toolResources: 'unsupported', updates: 'replace', deletesNothing: 'NOT_FOUND' },
  { stub: sglang, lists: false, toolResources: 'unsupported', updates: 'merge', deletesNothing: 'NOT_FOUND' },
  { stub: astra, lists: true, toolResources: 'kept', updates: 'replace', deletesNothing: 'NOT_FOUND' },
  {
    stub: leapfrog,
    lists: false,
    toolResources: 'kept',
    updates: 'replace',
    deletesNothing: 'deleted: false',
  },
  {
    stub: openAssistantApi,
    lists: false,
    toolResources: 'ignored by updates',
    updates: 'replace',
    deletesNothing: 'NOT_FOUND',
  },
]

async function serve(stub: Stub, env: Record<string, string> = {}) {
  const upstream = await startStub(stub)
  const server = await startServer({ OPENAI_BASE_URL: upstream.baseURL, ...stub.env, ...env })
  onTestFinished(server.close)

  /** Runs an operation whose one field is called `it`. */
  async function run<T>(query: string, variables: Record<string, unknown> = {}) {
    const { data, errors } = await server.query<{ it: T }>(query, variables)
    return { it: data?.it, code: errors?.[0]?.extensions['code'], errors }
  }
  const fields = '{ id object createdAt metadata toolResources { codeInterpreter { fileIds } } }'
  return {
    upstream,
    server,
    run,
    create: async (metadata: Record<string, string>) =>
      (
        await run<Thread>(`mutation ($m: Metadata) { it: createThread(metadata: $m) ${fields} }`, {
          m: metadata,
        })
      ).it,
    read: (id: string) => run<Thread>(`query ($id: ID!) { it: thread(id: $id) ${fields} }`, { id }),
    update: (id: string, args: string) =>
      run<Thread>(`mutation ($id: ID!) { it: updateThread(id: $id, ${args}) ${fields} }`, { id }),
  }
}

interface Thread {
  id: string
  metadata: Record<string, string> | null
  toolResources: { codeInterpreter: { fileIds: string[] } | null } | null
}

/** What the Conversations API takes, by the types of the `openai` package: `ConversationCreateParams` and `ConversationUpdateParams`. */
function expectAllowed({ method, path, body, headers }: JournalEntry): void {
  if (method !== 'POST') {
    expect(body).toBe('')
    return
  }
  expect(headers['content-type']).toBe('application/json')
  const parsed: unknown = JSON.parse(body)
  const isUpdate = !/\/conversations(\?|$)/.test(path)
  const allowed = isUpdate ? ['metadata'] : ['metadata', 'items']
  expect(Object.keys(Object(parsed)).filter((key) => !allowed.includes(key))).toEqual([])
  const { metadata }: { metadata?: unknown } = Object(parsed)
  if (isUpdate || metadata !== undefined) {
    expect(Object.prototype.toString.call(metadata)).toBe('[object Object]')
    for (const value of Object.values(Object(metadata))) expect(typeof value).toBe('string')
  }
}

describe.each(rows)('$stub.name', ({ stub, lists, toolResources, updates, deletesNothing }) => {
  it('creates a thread, and reads it and no other', async () => {
    const { create, read, upstream } = await serve(stub)
    const created = await create({ user: 'abc123' })
    expect(created).toMatchObject({
      object: 'thread',
      createdAt: '2025-10-09T08:53:20.000Z',
      metadata: { user: 'abc123' },
    })
    const id = created?.id ?? ''
    expect(await read(id)).toMatchObject({ it: { id, metadata: { user: 'abc123' } } })
    expect(await read(id.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toEqual({ it: null })
    if (stub.resource === 'conversations') upstream.journal.forEach(expectAllowed)
  })

  it('updates metadata, and tells what it has kept', async () => {
    const { create, update, read, server, upstream } = await serve(stub)
    const { id = '' } = (await create({ a: '1', b: '2' })) ?? {}
    const kept = updates === 'merge' ? { a: '1', b: '3' } : { b: '3' }
    const resources = upstream.kept.get(id)?.['tool_resources'] ?? {}
    expect(await update(id, 'metadata: { b: "3" }')).toMatchObject({ it: { metadata: kept } })
    // Those of kinds that this schema has no field for, too. LeapfrogAI resets what an update leaves out.
    if (stub.resource === 'threads' && stub !== leapfrog) {
      expect(upstream.kept.get(id)?.['tool_resources']).toEqual(resources)
    }
    expect(await read(id)).toMatchObject({ it: { metadata: kept } })
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    const differences = metrics.includes('threads_graphql_upstream_differences_total{what="metadata"} 1')
    expect(differences).toBe(updates === 'merge')
    if (stub.resource === 'conversations') upstream.journal.forEach(expectAllowed)
  })

  it('resets metadata by null, and sends no update that names nothing', async () => {
    const { create, update, upstream } = await serve(stub)
    const { id = '' } = (await create({ a: '1' })) ?? {}
    const before = upstream.journal.length
    if (stub.resource === 'conversations') {
      expect(await update(id, 'toolResources: null')).toMatchObject({ it: { id, metadata: { a: '1' } } })
      expect(upstream.journal.slice(before).map(({ method }) => method)).toEqual(['GET'])
    }
    const { it, code } = await update(id, 'metadata: null')
    expect(code).toBeUndefined()
    expect(it?.metadata ?? {}).toEqual(updates === 'merge' ? { a: '1' } : {})
    if (stub.resource === 'conversations') upstream.journal.forEach(expectAllowed)
  })

  it('changes single pairs by a read and a write', async () => {
    const { create, run } = await serve(stub)
    const { id = '' } = (await create({ a: '1', b: '2' })) ?? {}
    const patch = 'mutation ($id: ID!) { it: patchThreadMetadata(id: $id, set: { c: "3" }) { metadata } }'
    expect(await run(patch, { id })).toMatchObject({ it: { metadata: { a: '1', b: '2', c: '3' } } })
  })

  it('deletes a thread, once', async () => {
    const { create, read, run } = await serve(stub)
    const { id = '' } = (await create({})) ?? {}
    const remove = () => run('mutation ($id: ID!) { it: deleteThread(id: $id) { id deleted } }', { id })
    expect(await remove()).toMatchObject({ it: { id, deleted: true } })
    expect(await read(id)).toEqual({ it: null })
    const again = await remove()
    if (deletesNothing === 'NOT_FOUND') expect(again.code).toBe('NOT_FOUND')
    else expect(again.it).toEqual({ id, deleted: false })
  })

  it(`has tool resources: ${toolResources}`, async () => {
    const { create, update, server, upstream } = await serve(stub)
    const { id = '' } = (await create({ a: '1' })) ?? {}
    const before = upstream.journal.length
    const resources = 'toolResources: { codeInterpreter: { fileIds: ["file-1"] } }'
    if (toolResources === 'unsupported') {
      const query = `mutation ($id: ID!) {
        first: updateThread(id: $id, metadata: {}) { id }
        second: updateThread(id: $id, ${resources}) { id }
      }`
      expect(await server.query(query, { id })).toMatchObject({
        errors: [{ extensions: { code: 'UNSUPPORTED_BY_UPSTREAM', argument: 'toolResources', path: [] } }],
      })
      // The whole document does nothing.
      expect(upstream.journal.slice(before)).toEqual([])
      return
    }
    await update(id, `metadata: { a: "1" }, ${resources}`)
    const kept = upstream.kept.get(id)?.['tool_resources']
    expect(kept).toEqual(toolResources === 'kept' ? { code_interpreter: { file_ids: ['file-1'] } } : {})
  })

  it(lists ? 'lists threads, page by page' : 'says that it has no list', async () => {
    const { create, run } = await serve(stub)
    const ids: unknown[] = []
    for (const n of ['1', '2', '3']) ids.push((await create({ n }))?.id)
    const query =
      'query ($after: String) { it: threads(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }'
    const first = await run<{
      nodes: { id: string }[]
      pageInfo: { hasNextPage: boolean; endCursor: string }
    }>(query)
    if (!lists) return expect(first.code).toBe('UNSUPPORTED_BY_UPSTREAM')
    expect(first.it?.nodes.map(({ id }) => id)).toEqual([ids[2], ids[1]])
    expect(first.it?.pageInfo.hasNextPage).toBe(true)
    const second = await run(query, { after: first.it?.pageInfo.endCursor })
    expect(second.it).toMatchObject({ nodes: [{ id: ids[0] }], pageInfo: { hasNextPage: false } })
  })
})

it('the docs say of each what is tested here', () => {
  const page = readFileSync(new URL('../../../docs/upstreams.md', import.meta.url), 'utf8')
  const table = [...page.matchAll(/^\| (.+?) \| (threads|conversations) \| (yes|no) \| (.+?) \| (.+?) \| /gm)]
  const documented = table.map(([, name, wire, lists, toolResources, updates]) => [
    name,
    wire,
    lists,
    toolResources,
    updates,
  ])
  // The last row is this project's own server.
  expect(documented.slice(0, -1)).toEqual(
    rows.map(({ stub, lists, toolResources, updates }) => [
      stub.name,
      stub.resource,
      lists ? 'yes' : 'no',
      toolResources,
      `${updates}s`,
    ]),
  )
})

describe('the doors of an upstream', () => {
  it('take a key in a header of its own, and no Authorization then', async () => {
    const { create, upstream } = await serve(leapfrog, {
      OPENAI_API_KEY: 'sk-own',
      OPENAI_API_KEY_HEADER: 'Api-Key',
    })
    await create({})
    expect(upstream.journal).toMatchObject([{ headers: { 'api-key': 'sk-own' } }])
    expect(upstream.journal[0]?.headers.authorization).toBeUndefined()
  })

  it("take the caller's own key in it where the server has none", async () => {
    const { server, upstream } = await serve(leapfrog, { OPENAI_API_KEY_HEADER: 'api-key' })
    const query = 'mutation { createThread { id } }'
    await server.query(query, {}, { authorization: 'Bearer my key' })
    await server.query(query)
    expect(upstream.journal.map(({ headers }) => headers['api-key'])).toEqual(['my key', undefined])
    expect(upstream.journal.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined])
  })

  it('take an organisation, a project, further headers and query parameters, with every call', async () => {
    const { create, read, upstream } = await serve(leapfrog, {
      OPENAI_ORG_ID: 'org-1',
      OPENAI_PROJECT_ID: 'proj_1',
      OPENAI_HEADERS: 'x-team: threads, x-other: a, b',
      OPENAI_QUERY: 'api-version=v1&region=a%20b',
    })
    const { id = '' } = (await create({})) ?? {}
    await read(id)
    for (const { headers, path } of upstream.journal) {
      expect(headers).toMatchObject({
        'openai-organization': 'org-1',
        'openai-project': 'proj_1',
        'x-team': 'threads',
        'x-other': 'a, b',
      })
      expect(path).toMatch(/\?api-version=v1&region=a(%20|\+)b$/)
    }
    expect(upstream.journal).toHaveLength(2)
  })

  it('send what the Assistants API wants to conversations no more', async () => {
    const { create, upstream } = await serve(ogx)
    await create({})
    expect(upstream.journal[0]?.headers['openai-beta']).toBeUndefined()
  })

  it('are shut without what an upstream wants', async () => {
    const { create, run } = await serve(foundryThreads, { OPENAI_QUERY: '' })
    expect(await create({})).toBeNull()
    expect((await run('mutation { it: createThread { id } }')).code).toBe('UPSTREAM_REJECTED')
  })
})
