import { describe, expect, it } from 'vitest'
import { DeleteThreadDocument, ReadThreadDocument, ReadThreadsDocument } from '../../../gql/graphql.ts'
import { serveUpstream } from '../../../support/api.ts'
import { expectRefusal, type Place, waysToSend } from '../../../support/scalars/ways.ts'
import { wireThread } from '../../../support/upstream.ts'

const notAnId = (quoted: string) =>
  `${quoted} is not an id; 1 to 256 characters of A-Z, a-z, 0-9, "_" and "-" are allowed`

const refused = [
  { what: 'empty', id: '', message: notAnId('""') },
  { what: '..', id: '..', message: notAnId('".."') },
  { what: '../assistants', id: '../assistants', message: notAnId('"../assistants"') },
  { what: '%2e%2e', id: '%2e%2e', message: notAnId('"%2e%2e"') },
  { what: 'a query', id: 'x?limit=1', message: notAnId('"x?limit=1"') },
  { what: 'a fragment', id: 'x#f', message: notAnId('"x#f"') },
  { what: 'a backslash', id: '\\', message: notAnId('"\\\\"') },
  { what: 'NUL', id: 'thread_a\0', message: notAnId(String.raw`"thread_a\u0000"`) },
  { what: 'CR', id: 'thread_a\r', message: notAnId(String.raw`"thread_a\r"`) },
  { what: 'LF', id: 'thread_a\n', message: notAnId(String.raw`"thread_a\n"`) },
  { what: 'another host', id: '//evil.example', message: notAnId('"//evil.example"') },
  { what: 'a letter of another script', id: 'thread_ä', message: notAnId('"thread_ä"') },
  { what: 'a space', id: ' ', message: notAnId('" "') },
  { what: '257 characters', id: 'a'.repeat(257), message: notAnId(`"${'a'.repeat(80)}…"`) },
  { what: '10 kB', id: 'a'.repeat(10_240), message: notAnId(`"${'a'.repeat(80)}…"`) },
  { what: 'a lone surrogate', id: '\ud83d', message: notAnId(String.raw`"\ud83d"`) },
  {
    what: '2^53 + 1 as an integer',
    id: 2 ** 53 + 1,
    message: 'the number 9007199254740992 is not an id; a string is required',
  },
  { what: 'a fraction', id: 1.5, message: 'the number 1.5 is not an id; a string is required' },
  { what: 'a boolean', id: true, message: 'a boolean is not an id; a string is required' },
  { what: 'a list', id: ['thread_a'], message: 'a list is not an id; a string is required' },
  { what: 'a map', id: { id: 'thread_a' }, message: 'an object is not an id; a string is required' },
]

const places: Record<string, Place> = {
  'in a query': { type: 'ID!', operation: 'query', field: (value) => `thread(id: ${value}) { id }` },
  'in a mutation': { type: 'ID!', field: (value) => `deleteThread(id: ${value}) { id }` },
  'in a list of ids': {
    type: 'ID!',
    operation: 'query',
    field: (value) => `threadsById(ids: ["thread_a", ${value}]) { id }`,
  },
}

it.each(refused)('an id is refused, wherever and however it is sent: $what', async ({ id, message }) => {
  const { server, upstream } = await serveUpstream([wireThread('thread_a')])
  for (const [where, place] of Object.entries(places)) {
    for (const { way, sent } of waysToSend(id, place)) {
      // A variable cannot stand in a map that is no map of the schema.
      if (way === 'as variables inside a literal') continue
      expectRefusal(await server.query(sent.document, sent.variables), message, `${where}, ${way}`)
    }
  }
  expect(upstream.journal).toEqual([])
})

it('refuses an enum literal as an id', async () => {
  const { server, upstream } = await serveUpstream()
  const answer = await server.query('{ thread(id: thread_a) { id } }')
  expectRefusal(answer, 'an enum value is not an id; a string is required')
  expect(upstream.journal).toEqual([])
})

it('refuses 2^53 + 1 as its own digits in a literal', async () => {
  const { server, upstream } = await serveUpstream()
  const answer = await server.query('{ thread(id: 9007199254740993) { id } }')
  expectRefusal(answer, 'the number 9007199254740992 is not an id; a string is required')
  expect(upstream.journal).toEqual([])
})

describe('a list of ids', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `thread_${index}`)

  it('is refused with 1,001 ids', async () => {
    const { server, upstream } = await serveUpstream()
    const { errors } = await server.query(ReadThreadsDocument, { ids: ids(1001) })
    expect(errors).toMatchObject([
      {
        message: 'ids has 1001 ids; at most 1000 are allowed',
        extensions: {
          code: 'BAD_USER_INPUT',
          argument: 'ids',
          path: [],
          limit: 1000,
          actual: 1001,
          unit: 'ids',
        },
      },
    ])
    expect(upstream.journal).toEqual([])
  })

  it('gets 1,000 ids', async () => {
    const { server, upstream } = await serveUpstream()
    const { data, errors } = await server.query(ReadThreadsDocument, { ids: ids(1000) })
    expect(errors).toBeUndefined()
    expect(data?.threadsById).toHaveLength(1000)
    expect(upstream.journal).toHaveLength(1000)
  })
})

describe('an id is accepted:', () => {
  it.each([
    ['one character', 'a'],
    ['256 characters', 'a'.repeat(256)],
    ['every kind of character', 'azAZ09_-'],
    ['a name that objects have', '__proto__'],
    ['a hyphen alone', '-'],
  ])('%s', async (_, id) => {
    const { server, upstream } = await serveUpstream([wireThread(id)])
    const { data } = await server.query(ReadThreadDocument, { id })
    expect(data?.thread?.id).toBe(id)
    expect(upstream.journal.map(({ path }) => path)).toEqual([`/v1/threads/${id}`])
  })

  it('a whole number, as its digits', async () => {
    const { server, upstream } = await serveUpstream([wireThread('9007199254740991')])
    const { data } = await server.query('{ thread(id: 9007199254740991) { id } }')
    expect(data).toEqual({ thread: { id: '9007199254740991' } })
    expect(upstream.journal.map(({ path }) => path)).toEqual(['/v1/threads/9007199254740991'])
  })

  it('of a deleted thread, as the upstream has it', async () => {
    const { server } = await serveUpstream([wireThread('thread_a')])
    const { data } = await server.query(DeleteThreadDocument, { id: 'thread_a' })
    expect(data?.deleteThread).toEqual({ id: 'thread_a', deleted: true })
  })
})
