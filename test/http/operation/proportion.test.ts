import { beforeAll, describe, expect, it } from 'vitest'
import { parseJson } from '../../../src/core/json.ts'
import { expectProportion } from '../../support/abuse/proportion.ts'
import { nest, times } from '../../support/abuse/refused-documents.ts'
import { type RunningServer, startServer } from '../../support/server.ts'

/** What a request holds, by its size. */
type Make = (size: number, attempt: number) => { query: string; variables?: Record<string, unknown> }

describe('JSON text is read in time proportional to its length:', () => {
  /** Texts that a reader which looks ahead or back might read again and again. */
  const texts: [what: string, make: (size: number) => string][] = [
    ['escaped quotes in a string that never ends', (n) => `{"query":"${'\\"'.repeat(n)}`],
    ['escaped quotes in a key', (n) => `{"${'\\"'.repeat(n)}":1}`],
    ['backslashes in a string', (n) => `{"a\\n":"${'\\\\'.repeat(n)}"}`],
    ['a long run of one character beside an escaped key', (n) => `{"a\\n":"${'#'.repeat(n)}"}`],
    ['strings that never have a colon', (n) => `[${'"\\n",'.repeat(n)}1]`],
    ['white space between a key and its colon', (n) => `{"a\\n"${' '.repeat(n)}:1}`],
    ['quotes and nothing else', (n) => `${'"'.repeat(n)}\\`],
    [
      'escaped keys in one object',
      (n) => `{${Array.from({ length: n / 16 }, (_, i) => `"\\n${i}":1`).join()}}`,
    ],
    [
      'escaped keys in many objects',
      (n) => `[${Array.from({ length: n / 16 }, (_, i) => `{"\\n${i}":1}`).join()}]`,
    ],
    ['escaped keys inside of one another', (n) => nest(n / 16, '{"\\n":', '1', '}')],
  ]

  it.each(texts)('%s', async (_, make) => {
    await expectProportion((size) => {
      try {
        parseJson(make(size * 65_536))
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError)
      }
    })
  })
})

describe('a request takes time proportional to its size:', () => {
  let server: RunningServer
  beforeAll(async () => {
    // Compiled at once, since compiling is a part of what is measured.
    server = await startServer({ COMPILE_AFTER: '0' })
    return () => server.close()
  })

  const requests: [what: string, make: Make][] = [
    [
      'fragments that are spread twice in one another',
      (size) => ({
        query: `query ($id: ID!) { thread(id: $id) { ...F0 } }
          ${times(size * 10, (i) => `fragment F${i} on Thread { ...F${i + 1} ...F${i + 1} }`)}
          fragment F${size * 10} on Thread { id }`,
        variables: { id: 'thread_a' },
      }),
    ],
    [
      'fragments that select threads, spread twice in one another',
      (size) => ({
        query: `query ($id: ID!) { ...F0 }
          ${times(size * 10, (i) => `fragment F${i} on Query { a${i}: thread(id: $id) { id } ...F${i + 1} ...F${i + 1} }`)}
          fragment F${size * 10} on Query { __typename }`,
        variables: { id: 'thread_a' },
      }),
    ],
    [
      'fields that are compiled',
      (size, attempt) => ({
        query: `query ($id: ID!) { ${times(size * 12, (i) => `a${attempt}_${size}_${i}: thread(id: $id) { id }`)} }`,
        variables: { id: 'thread_a' },
      }),
    ],
    [
      'ids that are none, in a variable',
      (size) => ({
        query: 'query ($ids: [ID!]!) { threadsById(ids: $ids) { id } }',
        variables: { ids: Array.from({ length: size * 7000 }, () => '/') },
      }),
    ],
    [
      'ids that are none, behind many lines',
      (size) => ({
        query: `${'\n'.repeat(size * 10_000)}query ($ids: [ID!]!) { threadsById(ids: $ids) { id } }`,
        variables: { ids: Array.from({ length: size * 2000 }, () => '/') },
      }),
    ],
    [
      'unknown fields behind many lines',
      (size) => ({ query: `${'\n'.repeat(size * 25_000)}{ ${times(size * 300, (i) => `x${i}`)} }` }),
    ],
    [
      'threads that fail, each in many lines',
      (size) => ({
        query: `query ($ids: [ID!]!) {${'\n'.repeat(size * 10_000)} threadsById(ids: $ids) { id ... on Thread { createdAt } } }`,
        variables: { ids: Array.from({ length: size * 250 }, (_, i) => `thread_${i}`) },
      }),
    ],
    [
      'entities that cannot be any, many times',
      (size) => ({
        query: `query ($of: [_Any!]!) {
          ${times(size * 25, (i) => `a${i}: _entities(representations: $of) { __typename }`)} }`,
        variables: { of: Array.from({ length: size * 250 }, () => ({ __typename: 'Thread', id: '/' })) },
      }),
    ],
    [
      'one thread, many times',
      (size) => ({
        query: `query ($ids: [ID!]!) { ${times(size * 5, (i) => `a${i}: threadsById(ids: $ids) { id }`)} }`,
        variables: { ids: Array.from({ length: 1000 }, () => 'thread_a') },
      }),
    ],
    [
      'variables in literals',
      (size) => ({
        query: `mutation ($a: String) { ${times(size * 12, (i) => `a${i}: updateThread(id: "/", metadata: { a: $a }) { id }`)} }`,
        variables: { a: 'x'.repeat(size * 1000) },
      }),
    ],
    [
      'levels of a variable',
      (size) => ({
        query: 'mutation ($m: Metadata) { createThread(metadata: $m) { id } }',
        variables: { m: JSON.parse(nest(size * 500, '{"a":', '1', '}')) },
      }),
    ],
    [
      'a literal with many keys',
      (size) => ({
        query: `mutation { createThread(metadata: { ${times(size * 120, (i) => `k${i}: "v"`)} }) { id } }`,
      }),
    ],
  ]

  it.each(requests)('%s', async (_, make) => {
    await expectProportion(async (size, attempt) => {
      // A text that is not known, so that nothing is left out.
      const { query, variables } = make(size, attempt)
      const { status } = await server.query(`# ${size} ${attempt}\n${query}`, variables)
      expect(status).toBeLessThan(500)
    })
    expect(server.bugs).toEqual([])
  })

  it('takes time proportional to its size at /v1, too', async () => {
    await expectProportion(async (size) => {
      const response = await fetch(`${server.url}/v1/threads`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"metadata":{"a\\n":"${'\\"'.repeat(size * 20_000)}`,
      })
      expect(response.status).toBe(400)
    })
  })
})
