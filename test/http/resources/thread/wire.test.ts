import { describe, expect, it } from 'vitest'
import {
  decodeDeletedThread,
  decodeThread,
  decodeThreadList,
  decodeThreads,
  encodeFilter,
  encodeThread,
} from '../../../../src/resources/thread/wire.ts'
import { BadResponse } from '../../../../src/upstream/decode.ts'
import { wireThread } from '../../../support/upstream.ts'

const id = 'thread_abc123'
const decode = (fields: Record<string, unknown>) => decodeThread({ ...wireThread(id), ...fields }, id)

describe('the body of a change', () => {
  it.each([
    ['nothing at all', {}, '{}'],
    ['what was left out', { metadata: undefined, toolResources: undefined }, '{}'],
    ['null', { metadata: null, toolResources: null }, '{"metadata":null,"tool_resources":null}'],
    ['an empty map', { metadata: {}, toolResources: {} }, '{"metadata":{},"tool_resources":{}}'],
    [
      'tools that were left out',
      { toolResources: { codeInterpreter: undefined, fileSearch: undefined } },
      '{"tool_resources":{}}',
    ],
    [
      'tools that are null',
      { toolResources: { codeInterpreter: null, fileSearch: null } },
      '{"tool_resources":{"code_interpreter":null,"file_search":null}}',
    ],
    [
      'lists that were left out',
      { toolResources: { codeInterpreter: {}, fileSearch: { vectorStoreIds: undefined } } },
      '{"tool_resources":{"code_interpreter":{},"file_search":{}}}',
    ],
    [
      'lists that are null',
      { toolResources: { codeInterpreter: { fileIds: null }, fileSearch: { vectorStoreIds: null } } },
      '{"tool_resources":{"code_interpreter":{"file_ids":null},"file_search":{"vector_store_ids":null}}}',
    ],
    [
      'all there is',
      {
        metadata: { user: 'abc123' },
        toolResources: { codeInterpreter: { fileIds: ['file_1'] }, fileSearch: { vectorStoreIds: ['vs_1'] } },
      },
      '{"metadata":{"user":"abc123"},"tool_resources":{"code_interpreter":{"file_ids":["file_1"]},' +
        '"file_search":{"vector_store_ids":["vs_1"]}}}',
    ],
  ])('has the names of the wire for %s', (_, changes, body) => {
    const encoded = encodeThread(changes)
    expect(JSON.stringify(encoded)).toBe(body)
    // Not there at all, and not there as undefined.
    expect(encoded).toStrictEqual(JSON.parse(body))
  })
})

describe('a thread in a response', () => {
  it('is decoded with all that it has', () => {
    expect(
      decode({
        created_at: 1699014083,
        metadata: { user: 'abc123' },
        tool_resources: {
          code_interpreter: { file_ids: ['file_1'] },
          file_search: { vector_store_ids: ['vs_1'] },
        },
      }),
    ).toEqual({
      id,
      createdAt: new Date('2023-11-03T12:21:23Z'),
      updatedAt: null,
      metadata: { user: 'abc123' },
      toolResources: { codeInterpreter: { fileIds: ['file_1'] }, fileSearch: { vectorStoreIds: ['vs_1'] } },
    })
  })

  it.each([null, undefined])('may have %s for its metadata and tool resources: they are null', (none) => {
    expect(decode({ metadata: none, tool_resources: none })).toMatchObject({
      metadata: null,
      toolResources: null,
    })
  })

  it('has its metadata in a map without a prototype, where every key is like any other', () => {
    const { metadata } = decode({ metadata: JSON.parse('{"__proto__":"a","constructor":"b"}') })
    expect(Object.getPrototypeOf(metadata)).toBeNull()
    expect(Object.entries(metadata ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
  })

  it.each([
    ['left out', {}],
    ['null', { code_interpreter: null, file_search: null }],
  ])('has no tools where they are %s', (_, tools) => {
    expect(decode({ tool_resources: tools }).toolResources).toEqual({
      codeInterpreter: null,
      fileSearch: null,
    })
  })

  it.each([
    ['left out', undefined],
    ['null', null],
    ['empty', []],
  ])('has empty lists where they are %s', (_, list) => {
    const tools = { code_interpreter: { file_ids: list }, file_search: { vector_store_ids: list } }
    expect(decode({ tool_resources: tools }).toolResources).toEqual({
      codeInterpreter: { fileIds: [] },
      fileSearch: { vectorStoreIds: [] },
    })
  })

  it.each([0, 1699014083, 9_999_999_999])('may have been created at second %d', (seconds) => {
    expect(decode({ created_at: seconds }).createdAt.getTime()).toBe(seconds * 1000)
  })

  it.each([10_000_000_000, 1699014083123, 253_402_300_799_000])(
    'may have been created at millisecond %d',
    (ms) => {
      expect(decode({ created_at: ms }).createdAt.getTime()).toBe(ms)
    },
  )

  it('may have any id where it is new', () => {
    expect(decodeThread(wireThread('thread_new')).id).toBe('thread_new')
    expect(decodeThread(wireThread('i'.repeat(256))).id).toHaveLength(256)
  })

  it.each([
    ['it was not an object', null],
    ['it was not an object', [wireThread(id)]],
    ['it was not a thread', { ...wireThread(id), object: 'thread.message' }],
    ['it was another thread than the one asked for', wireThread('thread_other')],
  ])('is refused: %s', (why, answer) => {
    expect(() => decodeThread(answer, id)).toThrow(new BadResponse(why))
  })

  it.each(['', 'i'.repeat(257)])('is refused where it is new and its id is %j', (newId) => {
    expect(() => decodeThread(wireThread(newId))).toThrow(new BadResponse('"id" was empty or too long'))
  })

  it('is refused where it is new and half a character of its id is missing', () => {
    expect(() => decodeThread(wireThread('thread_\ufffd'))).toThrow(
      new BadResponse('"id" was not valid Unicode'),
    )
  })

  it.each<[string, Record<string, unknown>]>([
    ['"id" was not a string', { id: 5 }],
    ['"id" was not a string', { id: undefined }],
    ['"created_at" was not a time in Unix seconds', { created_at: undefined }],
    ['"created_at" was not a time in Unix seconds', { created_at: '1699014083' }],
    ['"created_at" was not a time in Unix seconds', { created_at: Number.NaN }],
    ['"created_at" was not a time in Unix seconds', { created_at: -1 }],
    ['"created_at" was not a time in Unix seconds', { created_at: 253_402_300_799_001 }],
    ['"metadata" was not an object', { metadata: ['a'] }],
    ['a value of "metadata" was not a string', { metadata: { user: 5 } }],
    ['"tool_resources" was not an object', { tool_resources: [] }],
    ['"code_interpreter" was not an object', { tool_resources: { code_interpreter: [] } }],
    ['"file_search" was not an object', { tool_resources: { file_search: 'vs_1' } }],
    ['"file_ids" was not a list', { tool_resources: { code_interpreter: { file_ids: 'file_1' } } }],
    ['"vector_store_ids" was not a list', { tool_resources: { file_search: { vector_store_ids: {} } } }],
    ['an item of "file_ids" was not a string', { tool_resources: { code_interpreter: { file_ids: [5] } } }],
    [
      'an item of "vector_store_ids" was not a string',
      { tool_resources: { file_search: { vector_store_ids: [null] } } },
    ],
  ])('is refused: %s, with %j', (why, fields) => {
    expect(() => decode(fields)).toThrow(new BadResponse(why))
  })
})

describe('a deleted thread in a response', () => {
  it.each([true, false])('says whether it is deleted: %s', (deleted) => {
    expect(decodeDeletedThread({ id, object: 'thread.deleted', deleted }, id)).toEqual({ id, deleted })
  })

  it.each(['thread', 'thread.removed', null, undefined])('may be called %j', (object) => {
    expect(decodeDeletedThread({ id, object, deleted: true }, id)).toEqual({ id, deleted: true })
  })

  it.each<[string, unknown]>([
    ['it was not an object', 'deleted'],
    ['"deleted" was not a boolean', wireThread(id)],
    ['"deleted" was not a boolean', { id, object: 'thread.deleted', deleted: 'true' }],
    ['"deleted" was not a boolean', { id, object: 'thread.deleted' }],
    ['"id" was not a string', { object: 'thread.deleted', deleted: true }],
    [
      'it was another thread than the one asked for',
      { id: 'thread_b', object: 'thread.deleted', deleted: true },
    ],
  ])('is refused: %s, with %j', (why, answer) => {
    expect(() => decodeDeletedThread(answer, id)).toThrow(new BadResponse(why))
  })
})

describe('threads in a response that lists them', () => {
  const list = { object: 'list', data: [wireThread('thread_a'), wireThread('thread_b')] }

  it('are there by their ids, and none that was not asked for', () => {
    const threads = decodeThreads(list, ['thread_b', 'thread_a', 'thread_c'])
    expect([...threads].map(([key, thread]) => [key, thread.id])).toEqual([
      ['thread_a', 'thread_a'],
      ['thread_b', 'thread_b'],
    ])
    expect(() => decodeThreads(list, ['thread_a'])).toThrow(
      new BadResponse('it held another thread than those asked for'),
    )
  })

  it('have a next page where the response says so, in so many words', () => {
    for (const [has_more, hasMore] of [
      [true, true],
      [false, false],
      ['true', false],
      [undefined, false],
    ]) {
      expect(decodeThreadList({ ...list, has_more }, (item) => decodeThread(item))).toMatchObject({
        threads: [{ id: 'thread_a' }, {}],
        hasMore,
      })
    }
  })

  it.each<[string, unknown]>([
    ['it was not an object', [wireThread('thread_a')]],
    ['"data" was not a list', { object: 'list', data: { length: 0 } }],
    ['"data" was not a list', {}],
    ['it was not a thread', { data: [{ object: 'assistant' }] }],
  ])('are refused: %s', (why, json) => {
    expect(() => decodeThreads(json, ['thread_a'])).toThrow(new BadResponse(why))
    expect(() => decodeThreadList(json, (item) => decodeThread(item))).toThrow(new BadResponse(why))
  })
})

describe('when a thread was last written', () => {
  it.each([
    [1699014083.125, '2023-11-03T12:21:23.125Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    [253_402_300_799, '9999-12-31T23:59:59.000Z'],
  ])('is %j in seconds', (updated_at, time) => {
    expect(decode({ updated_at }).updatedAt).toEqual(new Date(time))
  })

  it.each([undefined, null, '1699014083', -1, 253_402_300_800, Number.NaN])(
    'is not known from %j',
    (updated_at) => {
      expect(decode({ updated_at }).updatedAt).toBeNull()
    },
  )
})

describe('a filter', () => {
  it('is sent with times in milliseconds, and without what is null', () => {
    const from = new Date('2026-01-01T00:00:00Z')
    const none = { metadata: null, metadataHasKeys: null, metadataLacksKeys: null, metadataContains: null }
    expect(JSON.stringify(encodeFilter({ ...none, createdAt: null, updatedAt: { from, until: null } }))).toBe(
      '{"updatedAt":{"from":1767225600000}}',
    )
    const where = {
      metadata: { a: '1' },
      metadataHasKeys: ['b'],
      metadataLacksKeys: ['c'],
      metadataContains: [{ key: 'd', text: 'e' }],
      createdAt: { until: from },
    }
    expect(JSON.parse(JSON.stringify(encodeFilter(where)))).toEqual({
      metadata: { a: '1' },
      hasKeys: ['b'],
      lacksKeys: ['c'],
      contains: [{ key: 'd', text: 'e' }],
      createdAt: { until: 1767225600000 },
    })
  })
})
