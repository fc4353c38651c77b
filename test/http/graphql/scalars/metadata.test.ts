import { describe, expect, it } from 'vitest'
import { CreateThreadDocument, ReadThreadDocument, UpdateThreadDocument } from '../../../gql/graphql.ts'
import { serveEmbedded, serveUpstream } from '../../../support/api.ts'
import {
  expectRefusal,
  nested,
  type Place,
  queryWithText,
  waysToSend,
} from '../../../support/scalars/ways.ts'
import type { RunningServer } from '../../../support/server.ts'
import { wireThread } from '../../../support/upstream.ts'

/** `count` pairs with keys that are GraphQL names. */
const pairs = (count: number, value = 'v'): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, value]))

const place: Place = {
  type: 'Metadata',
  field: (value) => `updateThread(id: "thread_a", metadata: ${value}) { id }`,
}

const refused = [
  { what: '17 keys', value: pairs(17), message: 'metadata has 17 pairs; at most 16 are allowed' },
  {
    what: 'a key of 65 letters',
    value: { ['k'.repeat(65)]: 'v' },
    message: `the metadata key "${'k'.repeat(65)}" is 65 characters long; at most 64 are allowed`,
  },
  {
    what: 'a key of 65 emoji',
    value: { ['👍'.repeat(65)]: 'v' },
    message: `the metadata key "${'👍'.repeat(40)}…" is 65 characters long; at most 64 are allowed`,
  },
  {
    what: 'a value of 513 letters',
    value: { topic: 'v'.repeat(513) },
    message: 'metadata["topic"] is 513 characters long; at most 512 are allowed',
  },
  {
    what: 'a value of 513 emoji',
    value: { topic: '👍'.repeat(513) },
    message: 'metadata["topic"] is 513 characters long; at most 512 are allowed',
  },
  { what: 'a number', value: { topic: 5 }, message: 'metadata["topic"] is a number; a string is required' },
  {
    what: 'a boolean',
    value: { topic: true },
    message: 'metadata["topic"] is a boolean; a string is required',
  },
  { what: 'null', value: { topic: null }, message: 'metadata["topic"] is null; a string is required' },
  {
    what: 'an object',
    value: { topic: { a: 'b' } },
    message: 'metadata["topic"] is an object; a string is required',
  },
  { what: 'a list', value: { topic: ['a'] }, message: 'metadata["topic"] is a list; a string is required' },
  {
    what: 'a 20-digit integer',
    value: { topic: 12_345_678_901_234_567_000 },
    message: 'metadata["topic"] is a number; a string is required',
  },
  {
    what: 'a bad value after a good one',
    value: { user: 'abc123', topic: 5 },
    message: 'metadata["topic"] is a number; a string is required',
  },
  {
    what: 'a value under the key __proto__',
    value: JSON.parse('{ "__proto__": 5 }'),
    message: 'metadata["__proto__"] is a number; a string is required',
  },
  {
    what: 'a lone surrogate in a key',
    value: { 'a\ud83d': 'v' },
    message: String.raw`the metadata key "a\ud83d" holds a lone surrogate; valid Unicode is required`,
  },
  {
    what: 'a lone surrogate in a value',
    value: { topic: 'a\udc4d' },
    message: 'metadata["topic"] holds a lone surrogate; valid Unicode is required',
  },
  {
    what: 'an array instead of the map',
    value: ['a'],
    message: 'metadata is a list; an object of strings is required',
  },
  {
    what: 'a string instead of the map',
    value: 'topic',
    message: 'metadata is a string; an object of strings is required',
  },
  {
    what: 'a number instead of the map',
    value: 5,
    message: 'metadata is a number; an object of strings is required',
  },
  {
    what: 'a boolean instead of the map',
    value: false,
    message: 'metadata is a boolean; an object of strings is required',
  },
]

it.each(refused)('metadata is refused, however it is sent: $what', async ({ value, message }) => {
  const { server, upstream } = await serveUpstream([wireThread('thread_a')])
  for (const { way, sent } of waysToSend(value, place)) {
    expectRefusal(await server.query(sent.document, sent.variables), message, way)
  }
  expect(upstream.journal).toEqual([])
})

describe('metadata is refused in one way only:', () => {
  it.each([
    {
      what: 'an enum literal',
      document: `mutation { ${place.field('{ topic: RED }')} }`,
      message: 'metadata["topic"] is an enum value; a string is required',
    },
    {
      what: 'an enum literal instead of the map',
      document: `mutation { ${place.field('RED')} }`,
      message: 'metadata is an enum value; an object of strings is required',
    },
    {
      what: 'an undefined variable in a literal',
      document: `mutation ($user: String) { ${place.field('{ user: $user }')} }`,
      message: 'metadata["user"] is the variable $user, which has no value; a string is required',
    },
    {
      what: 'a variable of null in a literal',
      document: `mutation ($user: String) { ${place.field('{ user: $user }')} }`,
      variables: { user: null },
      message: 'metadata["user"] is null; a string is required',
    },
  ])('$what', async ({ document, variables, message }) => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    expectRefusal(await server.query(document, variables), message)
    expect(upstream.journal).toEqual([])
  })

  it.each([
    ['maps', `{"a":${nested.maps(5000)}}`, 'metadata["a"] is an object; a string is required'],
    ['lists', nested.lists(5000), 'metadata is a list; an object of strings is required'],
  ])('5,000 levels of %s in a variable', async (_, value, message) => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const document = `mutation ($value: Metadata) { ${place.field('$value')} }`
    expectRefusal(await queryWithText(server, document, `{"value":${value}}`), message)
    expect(upstream.journal).toEqual([])
  })

  it.each([
    ['escaped', String.raw`\udc4d`],
    ['raw', '\udc4d'],
  ])('a lone surrogate in a literal, %s, is no GraphQL', async (_, surrogate) => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const { status, errors } = await server.query(`mutation { ${place.field(`{ topic: "${surrogate}" }`)} }`)
    expect(status).toBe(400)
    expect(errors).toMatchObject([
      { message: expect.stringMatching(/^Syntax Error: /), extensions: { code: 'BAD_USER_INPUT' } },
    ])
    expect(upstream.journal).toEqual([])
  })
})

it('says to programs where it is wrong, what the limit is and what came', async () => {
  const { server } = await serveUpstream()
  const { errors } = await server.query(UpdateThreadDocument, {
    id: 'thread_a',
    metadata: { topic: 'v'.repeat(513) },
  })
  expect(errors?.[0]?.extensions).toEqual({
    code: 'BAD_USER_INPUT',
    argument: 'metadata',
    path: ['topic'],
    limit: 512,
    actual: 513,
    unit: 'characters',
  })
})

it('points to the literal that is wrong', async () => {
  const { server } = await serveUpstream()
  const { errors } = await server.query('mutation {\n  createThread(\n    metadata: { a: 1 }) { id } }')
  expect(errors?.[0]?.locations).toEqual([{ line: 3, column: 15 }])
})

/** 64 emoji, each key another. */
const emojiKey = (index: number) => '👍'.repeat(63) + String.fromCodePoint(0x1f600 + index)

const accepted = [
  {
    what: '16 keys of 64 letters with values of 512 letters',
    value: Object.fromEntries(
      Array.from({ length: 16 }, (_, index) => [`k${'x'.repeat(61)}${index + 10}`, 'v'.repeat(512)]),
    ),
  },
  {
    what: '16 keys of 64 emoji with values of 512 emoji',
    value: Object.fromEntries(Array.from({ length: 16 }, (_, index) => [emojiKey(index), '🎉'.repeat(512)])),
  },
  {
    what: '__proto__, constructor and toString as keys',
    value: JSON.parse('{ "__proto__": "a", "constructor": "b", "toString": "c", "hasOwnProperty": "d" }'),
  },
  { what: 'the empty map', value: {} },
  {
    what: 'joined emoji and right-to-left text',
    value: { family: '👨‍👩‍👧‍👦🏳️‍🌈', greeting: 'שלום \u202eعالم\u202c' },
  },
  { what: 'control characters and quotes', value: { text: '\u0000\b\t\n\f\r"\\/\u007f\u2028' } },
  { what: 'text that is composed in two ways', value: { nfc: '\u00e9', nfd: 'e\u0301' } },
]

describe.each(accepted)('metadata comes back byte for byte: $what', ({ value }) => {
  const createPlace: Place = {
    type: 'Metadata',
    field: (text) => `createThread(metadata: ${text}) { id metadata }`,
  }
  const bytes = JSON.stringify(value)

  it('through a remote upstream', async () => {
    const { server, upstream } = await serveUpstream()
    for (const { way, sent } of waysToSend(value, createPlace)) {
      expect(await server.query(sent.document, sent.variables), way).toMatchObject({ status: 200 })
      expect(upstream.journal.at(-1)?.body, way).toBe(`{"metadata":${bytes}}`)
    }
    expect(await readMetadata(server, 'thread_new1')).toBe(bytes)
  })

  it('through the embedded upstream', async () => {
    const server = await serveEmbedded()
    for (const { way, sent } of waysToSend(value, createPlace)) {
      const { data } = await server.query<{ createThread: { id: string; metadata: unknown } }>(
        sent.document,
        sent.variables,
      )
      expect(JSON.stringify(data?.createThread.metadata), way).toBe(bytes)
      expect(await readMetadata(server, data?.createThread.id ?? ''), way).toBe(bytes)
    }
  })
})

describe('null and left out are told apart by the embedded upstream:', () => {
  it.each([
    ['left out keeps what was there', {}, { user: 'abc123' }],
    ['null resets it', { metadata: null }, {}],
  ])('%s', async (_, changes, expected) => {
    const server = await serveEmbedded()
    const { data } = await server.query(CreateThreadDocument, { metadata: { user: 'abc123' } })
    const id = data?.createThread?.id ?? ''
    const updated = await server.query(UpdateThreadDocument, { id, ...changes })
    expect(updated.data?.updateThread?.metadata).toEqual(expected)
  })
})

async function readMetadata(server: RunningServer, id: string): Promise<string> {
  const { data } = await server.query(ReadThreadDocument, { id })
  return JSON.stringify(data?.thread?.metadata)
}
