import { describe, expect, it } from 'vitest'
import {
  BadResponse,
  expectObject,
  expectString,
  expectStrings,
  readJson,
} from '../../../src/upstream/decode.ts'

describe('the JSON of a response', () => {
  it.each(['{"a":1}', '[]', 'null', '"text"', '5', '{"a":"👍"}'])(
    'is read whatever it may be: %s',
    async (text) => {
      expect(await readJson(new Response(text))).toEqual(JSON.parse(text))
    },
  )

  it.each([
    ['nothing', ''],
    ['HTML', '<html></html>'],
    ['truncated JSON', '{"a":1'],
    ['invalid UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('is a bad answer where it is %s, and nothing of it is told', async (_, body) => {
    await expect(readJson(new Response(body))).rejects.toEqual(new BadResponse('it was not JSON'))
  })

  it('is none where the connection broke: that is not the fault of the response', async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('broken')) })
    await expect(readJson(new Response(broken))).rejects.toThrow('broken')
  })
})

describe('an expected object', () => {
  it('is handed back', () => {
    const value = { a: 1 }
    expect(expectObject(value, 'it')).toBe(value)
  })

  it.each([null, [], ['a'], 'text', 5, true, undefined])('is not %j', (value) => {
    expect(() => expectObject(value, '"metadata"')).toThrow(new BadResponse('"metadata" was not an object'))
  })
})

describe('an expected string', () => {
  it.each(['', 'text'])('is handed back: %j', (value) => {
    expect(expectString(value, 'it')).toBe(value)
  })

  it.each([null, 5, {}, undefined])('is not %j', (value) => {
    expect(() => expectString(value, '"id"')).toThrow(new BadResponse('"id" was not a string'))
  })
})

describe('an expected list of strings', () => {
  it.each([[[]], [['a', 'b']]])('is handed back: %j', (value) => {
    expect(expectStrings(value, 'it')).toEqual(value)
  })

  it.each([null, 'a', { 0: 'a', length: 1 }])('is not %j', (value) => {
    expect(() => expectStrings(value, '"file_ids"')).toThrow(new BadResponse('"file_ids" was not a list'))
  })

  it('has nothing but strings in it', () => {
    expect(() => expectStrings(['a', 5], '"file_ids"')).toThrow(
      new BadResponse('an item of "file_ids" was not a string'),
    )
  })
})

it('a bad answer is an error that can be told from others', () => {
  expect(new BadResponse('why')).toBeInstanceOf(Error)
  expect(new BadResponse('why').name).toBe('BadResponse')
})
