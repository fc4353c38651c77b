import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../src/core/json.ts'
import { serveEmbedded } from '../../support/api.ts'

/** Keys of one character, which V8 has been seen to take for each other, in the order in which that shows. */
const alike = ['\\', '"', '\n', '\u0000']

describe('parseJson', () => {
  it.each(['', '"a":1,', '"__proto__":"",'])(
    'keeps keys apart that begin with an escape, behind %j',
    (before) => {
      for (const key of [...alike, ...alike]) {
        const parsed = parseJson(`{${before}${JSON.stringify(key)}:1}`)
        expect(Object.keys(Object(parsed)).at(-1)).toBe(key)
      }
    },
  )

  it('keeps them apart inside of one another', () => {
    for (const key of alike) {
      expect(parseJson(`[{"a":{"a":1,${JSON.stringify(key)}:{"b":"\\n"}}}]`)).toEqual([
        { a: { a: 1, [key]: { b: '\n' } } },
      ])
    }
  })

  it('lets the last of two equal keys win, however they are written', () => {
    expect(parseJson('{"\\u0061":1,"a":2}')).toEqual({ a: 2 })
    expect(parseJson('{"a":1,"\\u0061":2}')).toEqual({ a: 2 })
  })

  it('takes a key that looks like its own mark for what it is', () => {
    expect(parseJson('{"#0":1,"\\\\":2,"##0":3}')).toEqual({ '#0': 1, '\\': 2, '##0': 3 })
  })

  it('refuses what JSON.parse refuses', () => {
    for (const text of ['{"\\":1}', '{"\\x":1}', '{"a\\n":}', '"\\', '{"a\\n":1', "{'a\\n':1}"]) {
      expect(() => parseJson(text)).toThrow(SyntaxError)
    }
  })

  it('gives back what JSON.stringify has written', () => {
    const text = fc.string({ unit: fc.constantFrom('\\', '"', '\n', '#', '0', 'u', ':', '{', 'a') })
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.constant(null),
        fc.array(tie('any')),
        fc.dictionary(text, tie('any')),
      ),
    })).any
    fc.assert(
      fc.property(value, (it) => {
        const written = JSON.stringify(it)
        expect(JSON.stringify(parseJson(written))).toBe(written)
      }),
      { numRuns: 3000 },
    )
  })
})

it('keeps metadata as it was sent, whatever keys others have sent before', async () => {
  const server = await serveEmbedded()
  for (const key of [...alike, ...alike]) {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'mutation ($metadata: Metadata) { createThread(metadata: $metadata) { metadata } }',
        variables: { metadata: { topic: 'a', [key]: 'b' } },
      }),
    })
    // Compared as text: the test's own JSON.parse has the same weakness.
    expect(await response.text()).toBe(
      `{"data":{"createThread":{"metadata":${JSON.stringify({ topic: 'a', [key]: 'b' })}}}}`,
    )
  }
})
