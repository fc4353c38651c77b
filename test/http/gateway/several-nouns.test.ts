import { graphql, printSchema } from 'graphql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createContext } from '../../../src/graphql/context.ts'
import type { Noun } from '../../../src/graphql/noun.ts'
import { threadNoun } from '../../../src/resources/thread/noun.ts'
import { type SchemaOptions, schemaOf } from '../../../src/schema.ts'
import { createTransport } from '../../../src/upstream/transport.ts'
import { createClient } from '../../../src/upstream/upstream.ts'
import { notesNoun } from '../../support/gateway/notes.ts'
import { startUpstream, wireThread } from '../../support/upstream.ts'

const notes = [
  { id: 'note_1', threadId: 'thread_1', text: 'one' },
  { id: 'note_2', threadId: 'thread_1', text: 'two' },
]
const byId = notesNoun(notes, { key: ['id'], ownsId: (id) => id.startsWith('note_') })
const byThread = notesNoun(notes, { key: ['threadId', 'id'] })

/** Runs a query on threads, of which there is `thread_1`, and one more noun. */
async function serve(noun: Noun, options: SchemaOptions = {}) {
  const upstream = await startUpstream(wireThread('thread_1'))
  onTestFinished(upstream.close)
  const { baseURL } = upstream
  const transport = createTransport({ baseURL, concurrency: 4, timeoutMs: 5000 })
  onTestFinished(transport.close)
  const client = createClient({ baseURL, fetch: transport.fetch })
  const schema = schemaOf([threadNoun, noun], options)
  const query = (source: string, variableValues: Record<string, unknown> = {}) => {
    const contextValue = createContext(client, { authorization: null, signal: new AbortController().signal })
    return graphql({ schema, source, variableValues, contextValue })
  }
  return { schema, query, upstream }
}

const entities = `query ($of: [_Any!]!) {
  _entities(representations: $of) { __typename ... on Thread { id } ... on Note { text } }
}`

describe('_entities of several nouns', () => {
  it('loads each reference as the type that it names, in the order asked', async () => {
    const { query, upstream } = await serve(byId)
    const of = [
      { __typename: 'Note', id: 'note_2' },
      { __typename: 'Thread', id: 'thread_1' },
      { __typename: 'Note', id: 'thread_1' },
      { __typename: 'Note', id: 'note_1' },
    ]
    expect(await query(entities, { of })).toEqual({
      data: {
        _entities: [
          { __typename: 'Note', text: 'two' },
          { __typename: 'Thread', id: 'thread_1' },
          null,
          { __typename: 'Note', text: 'one' },
        ],
      },
    })
    expect(upstream.journal.map(({ path }) => path)).toEqual(['/v1/threads/thread_1'])
  })

  it('loads by a key of several fields', async () => {
    const { query } = await serve(byThread)
    const of = [
      { __typename: 'Note', threadId: 'thread_1', id: 'note_1' },
      { __typename: 'Note', threadId: 'thread_2', id: 'note_1' },
    ]
    const { data } = await query(entities, { of })
    expect(data).toEqual({ _entities: [{ __typename: 'Note', text: 'one' }, null] })
  })

  it('names the types that are known where a reference is to another one', async () => {
    const { query } = await serve(byId)
    const { errors } = await query(entities, { of: [{ __typename: 'User', id: 'user_1' }] })
    expect(errors).toMatchObject([
      { message: 'an entity is of no type that is known here; "Thread" and "Note" are' },
    ])
  })

  it.each([
    ['one field', byId, 'type Note @key(fields: "id")'],
    ['several fields', byThread, 'type Note @key(fields: "threadId id")'],
  ])('has the key of each noun in the SDL: %s', async (_, noun, key) => {
    const { schema, query } = await serve(noun)
    const { data } = await query('{ _service { sdl } }')
    const sdl = String(Object(data?.['_service']).sdl)
    expect(sdl).toContain('type Thread @key(fields: "id")')
    expect(sdl).toContain(key)
    expect(printSchema(schema)).toContain('union _Entity = Thread | Note')
  })
})

describe('node of several nouns', () => {
  const node = 'query ($id: ID!) { node(id: $id) { __typename id } }'

  it.each([
    ['note_2', 'Note'],
    ['thread_1', 'Thread'],
  ])('is what the form of its id says: %s', async (id, type) => {
    const { query, upstream } = await serve(byId, { node: true })
    expect(await query(node, { id })).toEqual({ data: { node: { __typename: type, id } } })
    expect(upstream.journal).toHaveLength(type === 'Thread' ? 1 : 0)
  })

  it('is never one that needs more than an id', async () => {
    const { schema, query } = await serve(byThread, { node: true })
    expect(await query(node, { id: 'note_1' })).toEqual({ data: { node: null } })
    expect(printSchema(schema)).toContain('type Thread implements Node {')
    expect(printSchema(schema)).toContain('type Note {')
  })
})
