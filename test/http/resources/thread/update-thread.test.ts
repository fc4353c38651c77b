import { describe, expect, it } from 'vitest'
import {
  CreateThreadDocument,
  type CreateThreadMutationVariables,
  ReadThreadDocument,
  UpdateThreadDocument,
} from '../../../gql/graphql.ts'
import { exampleThread, serveEmbedded, serveUpstream } from '../../../support/api.ts'
import { refusal, wireThread } from '../../../support/upstream.ts'

describe('the example of the reference', () => {
  const example = { id: 'thread_abc123', metadata: { modified: 'true', user: 'abc123' } }

  it('sends exactly what the reference sends', async () => {
    const { server, upstream } = await serveUpstream([exampleThread])
    await server.query(UpdateThreadDocument, example)
    expect(upstream.journal).toMatchObject([
      {
        method: 'POST',
        path: '/v1/threads/thread_abc123',
        headers: { 'openai-beta': 'assistants=v2', 'content-type': 'application/json' },
        body: '{"metadata":{"modified":"true","user":"abc123"}}',
      },
    ])
  })

  it('answers that thread', async () => {
    const { server } = await serveUpstream([exampleThread])
    expect(await server.query(UpdateThreadDocument, example)).toEqual({
      status: 200,
      data: {
        updateThread: {
          id: 'thread_abc123',
          object: 'thread',
          createdAt: new Date(1_699_014_083_000).toISOString(),
          metadata: { modified: 'true', user: 'abc123' },
          toolResources: { codeInterpreter: null, fileSearch: null },
        },
      },
    })
  })

  it('sends the same for a literal', async () => {
    const { server, upstream } = await serveUpstream([exampleThread])
    await server.query(
      'mutation { updateThread(id: "thread_abc123", metadata: { modified: "true", user: "abc123" }) { id } }',
    )
    expect(upstream.journal[0]?.body).toBe('{"metadata":{"modified":"true","user":"abc123"}}')
  })

  it('sends the same for a variable inside a list literal', async () => {
    const { server, upstream } = await serveUpstream([exampleThread])
    const { errors } = await server.query(
      `mutation ($second: String!) {
        updateThread(
          id: "thread_abc123"
          toolResources: { codeInterpreter: { fileIds: ["file-1", $second] } }
        ) { id }
      }`,
      { second: 'file-2' },
    )
    expect(errors).toBeUndefined()
    expect(upstream.journal.map(({ body }) => body)).toEqual([
      '{"tool_resources":{"code_interpreter":{"file_ids":["file-1","file-2"]}}}',
    ])
  })

  it('sends the same for a variable inside a literal', async () => {
    const { server, upstream } = await serveUpstream([exampleThread])
    await server.query(
      `mutation ($user: String!) {
        updateThread(id: "thread_abc123", metadata: { modified: "true", user: $user }) { id }
      }`,
      { user: 'abc123' },
    )
    expect(upstream.journal[0]?.body).toBe('{"metadata":{"modified":"true","user":"abc123"}}')
  })
})

/** What a caller gives, the same as a literal, and the body that goes upstream. */
const changes: { what: string; given: CreateThreadMutationVariables; literal: string; body: string }[] = [
  { what: 'both left out', given: {}, literal: '', body: '{}' },
  { what: 'metadata null', given: { metadata: null }, literal: 'metadata: null', body: '{"metadata":null}' },
  { what: 'metadata {}', given: { metadata: {} }, literal: 'metadata: {}', body: '{"metadata":{}}' },
  {
    what: 'tool resources null',
    given: { toolResources: null },
    literal: 'toolResources: null',
    body: '{"tool_resources":null}',
  },
  {
    what: 'tool resources {}',
    given: { toolResources: {} },
    literal: 'toolResources: {}',
    body: '{"tool_resources":{}}',
  },
  {
    what: 'a tool null',
    given: { toolResources: { codeInterpreter: null, fileSearch: null } },
    literal: 'toolResources: { codeInterpreter: null, fileSearch: null }',
    body: '{"tool_resources":{"code_interpreter":null,"file_search":null}}',
  },
  {
    what: 'a tool {}',
    given: { toolResources: { codeInterpreter: {}, fileSearch: {} } },
    literal: 'toolResources: { codeInterpreter: {}, fileSearch: {} }',
    body: '{"tool_resources":{"code_interpreter":{},"file_search":{}}}',
  },
  {
    what: 'one tool, the other left out',
    given: { toolResources: { fileSearch: { vectorStoreIds: ['vs_1'] } } },
    literal: 'toolResources: { fileSearch: { vectorStoreIds: ["vs_1"] } }',
    body: '{"tool_resources":{"file_search":{"vector_store_ids":["vs_1"]}}}',
  },
  {
    what: 'a list null',
    given: { toolResources: { codeInterpreter: { fileIds: null }, fileSearch: { vectorStoreIds: null } } },
    literal: 'toolResources: { codeInterpreter: { fileIds: null }, fileSearch: { vectorStoreIds: null } }',
    body: '{"tool_resources":{"code_interpreter":{"file_ids":null},"file_search":{"vector_store_ids":null}}}',
  },
  {
    what: 'a list []',
    given: { toolResources: { codeInterpreter: { fileIds: [] }, fileSearch: { vectorStoreIds: [] } } },
    literal: 'toolResources: { codeInterpreter: { fileIds: [] }, fileSearch: { vectorStoreIds: [] } }',
    body: '{"tool_resources":{"code_interpreter":{"file_ids":[]},"file_search":{"vector_store_ids":[]}}}',
  },
]

describe.each(changes)('left out, null and empty reach the wire as they are: $what', (change) => {
  const { given, literal, body } = change

  it('of updateThread, by variables', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    await server.query(UpdateThreadDocument, { id: 'thread_a', ...given })
    expect(upstream.journal.map((entry) => entry.body)).toEqual([body])
  })

  it('of updateThread, by a literal', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    await server.query(`mutation { updateThread(id: "thread_a", ${literal}) { id } }`)
    expect(upstream.journal.map((entry) => entry.body)).toEqual([body])
  })

  it('of createThread, by variables', async () => {
    const { server, upstream } = await serveUpstream()
    await server.query(CreateThreadDocument, given)
    expect(upstream.journal.map((entry) => entry.body)).toEqual([body])
  })

  it('of createThread, by a literal', async () => {
    const { server, upstream } = await serveUpstream()
    await server.query(`mutation { createThread${literal && `(${literal})`} { id } }`)
    expect(upstream.journal.map((entry) => entry.body)).toEqual([body])
  })

  it('of both, at the embedded upstream, which takes it', async () => {
    const server = await serveEmbedded()
    const { data, errors } = await server.query(CreateThreadDocument, given)
    expect(errors).toBeUndefined()
    const updated = await server.query(UpdateThreadDocument, { id: data?.createThread?.id ?? '', ...given })
    expect(updated.data?.updateThread).toEqual(data?.createThread)
  })
})

describe('updateThread', () => {
  it('answers what the upstream returned, never its input', async () => {
    const { server, upstream } = await serveUpstream()
    upstream.script = () => ({
      body: wireThread('thread_a', {
        metadata: { merged: 'yes' },
        tool_resources: { file_search: { vector_store_ids: ['vs_kept'] } },
      }),
    })
    const { data } = await server.query(UpdateThreadDocument, {
      id: 'thread_a',
      metadata: { user: 'abc123' },
      toolResources: { codeInterpreter: { fileIds: ['file-1'] } },
    })
    expect(data?.updateThread).toMatchObject({
      metadata: { merged: 'yes' },
      toolResources: { codeInterpreter: null, fileSearch: { vectorStoreIds: ['vs_kept'] } },
    })
  })

  it('does not find a thread that is not there', async () => {
    const { server } = await serveUpstream()
    const { status, data, errors } = await server.query(UpdateThreadDocument, { id: 'thread_a' })
    expect({ status, data }).toEqual({ status: 200, data: { updateThread: null } })
    expect(errors).toMatchObject([{ path: ['updateThread'], extensions: { code: 'NOT_FOUND' } }])
  })

  it('does not hide the results of the others when it fails', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a'), wireThread('thread_c')])
    upstream.script = ({ path }) => (path.endsWith('/thread_b') ? refusal(409, 'no') : undefined)
    const { data, errors } = await server.query(`mutation {
      a: updateThread(id: "thread_a", metadata: { n: "1" }) { metadata }
      b: updateThread(id: "thread_b", metadata: { n: "2" }) { metadata }
      c: updateThread(id: "thread_c", metadata: { n: "3" }) { metadata }
    }`)
    expect(data).toEqual({ a: { metadata: { n: '1' } }, b: null, c: { metadata: { n: '3' } } })
    expect(errors).toMatchObject([{ path: ['b'], extensions: { code: 'CONFLICT' } }])
  })

  it('runs the mutations of a document one after the other', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    await server.query(`mutation {
      a: updateThread(id: "thread_a", metadata: { n: "1" }) { id }
      b: updateThread(id: "thread_a", metadata: { n: "2" }) { id }
    }`)
    expect(upstream.journal.map(({ body }) => body)).toEqual([
      '{"metadata":{"n":"1"}}',
      '{"metadata":{"n":"2"}}',
    ])
    expect(upstream.mostInFlight).toBe(1)
  })

  it('takes __proto__ as a key like any other', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const metadata: Record<string, string> = JSON.parse('{"__proto__":"a","user":"b"}')
    const { data } = await server.query(UpdateThreadDocument, { id: 'thread_a', metadata })
    expect(upstream.journal[0]?.body).toBe('{"metadata":{"__proto__":"a","user":"b"}}')
    expect(JSON.stringify(data?.updateThread?.metadata)).toBe('{"__proto__":"a","user":"b"}')
    const read = await server.query(ReadThreadDocument, { id: 'thread_a' })
    expect(JSON.stringify(read.data?.thread?.metadata)).toBe('{"__proto__":"a","user":"b"}')
  })
})
