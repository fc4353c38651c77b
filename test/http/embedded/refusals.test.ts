import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { exampleThread, noTenant, openEmbedded } from '../../support/embedded/embedded.ts'

const path = `/v1/threads/${exampleThread.id}`
const pairs = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, 'value']))
const ids = (count: number) => Array.from({ length: count }, (_, n) => `id-${n}`)
const metadata = (value: unknown) => ({ metadata: value })
const fileIds = (file_ids: unknown) => ({ tool_resources: { code_interpreter: { file_ids } } })
const storeIds = (vector_store_ids: unknown) => ({ tool_resources: { file_search: { vector_store_ids } } })
const files = 'tool_resources.code_interpreter.file_ids'
const stores = 'tool_resources.file_search.vector_store_ids'
const stringExpected = (came: string) =>
  `Invalid type for 'metadata.k': expected a string, but got ${came} instead.`

/** What is sent, and the message, code and param of the 400 that must come back. */
type Refused = [sent: unknown, message: string, code: string | null, param: string | null]

/** The columns by name, for the titles of the tests. */
const named = ([sent, message, code, param]: Refused) => ({ sent, message, code, param })

/** What "modify thread" refuses. */
const refusedBodies: Refused[] = [
  // Metadata
  [
    metadata(pairs(17)),
    "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
    'object_above_max_properties',
    'metadata',
  ],
  [
    metadata({ ['k'.repeat(65)]: '' }),
    `Invalid property name in 'metadata': '${'k'.repeat(65)}' is too long. Expected a string with maximum length 64, but got a string with length 65 instead.`,
    'property_name_above_max_length',
    'metadata',
  ],
  [
    metadata({ ['👍'.repeat(65)]: '' }),
    `Invalid property name in 'metadata': '${'👍'.repeat(65)}' is too long. Expected a string with maximum length 64, but got a string with length 65 instead.`,
    'property_name_above_max_length',
    'metadata',
  ],
  [
    metadata({ k: 'v'.repeat(600) }),
    "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but got a string with length 600 instead.",
    'string_above_max_length',
    'metadata.k',
  ],
  [
    metadata({ k: '👍'.repeat(513) }),
    "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but got a string with length 513 instead.",
    'string_above_max_length',
    'metadata.k',
  ],
  [metadata({ k: null }), stringExpected('null'), 'invalid_type', 'metadata.k'],
  [metadata({ k: true }), stringExpected('a boolean'), 'invalid_type', 'metadata.k'],
  [metadata({ k: 1 }), stringExpected('an integer'), 'invalid_type', 'metadata.k'],
  [metadata({ k: 1.5 }), stringExpected('a decimal'), 'invalid_type', 'metadata.k'],
  [metadata({ k: ['v'] }), stringExpected('an array'), 'invalid_type', 'metadata.k'],
  [metadata({ k: { v: 'v' } }), stringExpected('an object'), 'invalid_type', 'metadata.k'],
  [
    '{"metadata":{"__proto__":{"k":"v"}}}',
    "Invalid type for 'metadata.__proto__': expected a string, but got an object instead.",
    'invalid_type',
    'metadata.__proto__',
  ],
  [
    metadata('text'),
    "Invalid type for 'metadata': expected an object, but got a string instead.",
    'invalid_type',
    'metadata',
  ],
  [
    metadata(['a']),
    "Invalid type for 'metadata': expected an object, but got an array instead.",
    'invalid_type',
    'metadata',
  ],
  [
    '{"metadata":{"\\ud83d":"v"}}',
    "Invalid 'metadata': a property name is not valid Unicode, it holds half of a surrogate pair.",
    'invalid_value',
    'metadata',
  ],
  [
    '{"metadata":{"k":"\\udc4d"}}',
    "Invalid 'metadata.k': the string is not valid Unicode, it holds half of a surrogate pair.",
    'invalid_value',
    'metadata.k',
  ],

  // Tool resources
  [
    fileIds(ids(21)),
    `Invalid '${files}': array too long. Expected an array with maximum length 20, but got an array with length 21 instead.`,
    'array_above_max_length',
    files,
  ],
  [
    storeIds(ids(2)),
    `Invalid '${stores}': array too long. Expected an array with maximum length 1, but got an array with length 2 instead.`,
    'array_above_max_length',
    stores,
  ],
  [
    fileIds(['file-1', 2]),
    `Invalid type for '${files}[1]': expected a string, but got an integer instead.`,
    'invalid_type',
    `${files}[1]`,
  ],
  [
    storeIds([null]),
    `Invalid type for '${stores}[0]': expected a string, but got null instead.`,
    'invalid_type',
    `${stores}[0]`,
  ],
  [
    fileIds(['']),
    `Invalid '${files}[0]': empty string. Expected a string with minimum length 1, but got an empty string instead.`,
    'empty_string',
    `${files}[0]`,
  ],
  [
    fileIds(['👍'.repeat(257)]),
    `Invalid '${files}[0]': string too long. Expected a string with maximum length 256, but got a string with length 257 instead.`,
    'string_above_max_length',
    `${files}[0]`,
  ],
  [
    '{"tool_resources":{"code_interpreter":{"file_ids":["\\ud83d"]}}}',
    `Invalid '${files}[0]': the string is not valid Unicode, it holds half of a surrogate pair.`,
    'invalid_value',
    `${files}[0]`,
  ],
  [
    fileIds('file-1'),
    `Invalid type for '${files}': expected an array, but got a string instead.`,
    'invalid_type',
    files,
  ],
  [
    { tool_resources: { file_search: [] } },
    "Invalid type for 'tool_resources.file_search': expected an object, but got an array instead.",
    'invalid_type',
    'tool_resources.file_search',
  ],
  [
    { tool_resources: 1 },
    "Invalid type for 'tool_resources': expected an object, but got an integer instead.",
    'invalid_type',
    'tool_resources',
  ],

  // Parameters that the operation does not have
  [{ foo: 1 }, "Unknown parameter: 'foo'.", 'unknown_parameter', 'foo'],
  [{ messages: [] }, "Unknown parameter: 'messages'.", 'unknown_parameter', 'messages'],
  ['{"__proto__":{}}', "Unknown parameter: '__proto__'.", 'unknown_parameter', '__proto__'],
  [
    { tool_resources: { foo: {} } },
    "Unknown parameter: 'tool_resources.foo'.",
    'unknown_parameter',
    'tool_resources.foo',
  ],
  [
    { tool_resources: { toString: {} } },
    "Unknown parameter: 'tool_resources.toString'.",
    'unknown_parameter',
    'tool_resources.toString',
  ],
  [
    { tool_resources: { code_interpreter: { vector_store_ids: [] } } },
    "Unknown parameter: 'tool_resources.code_interpreter.vector_store_ids'.",
    'unknown_parameter',
    'tool_resources.code_interpreter.vector_store_ids',
  ],
  [
    { tool_resources: { file_search: { vector_stores: [] } } },
    "Unknown parameter: 'tool_resources.file_search.vector_stores'.",
    'unknown_parameter',
    'tool_resources.file_search.vector_stores',
  ],

  // What a client sent is repeated in part
  [
    metadata({ ['👍'.repeat(50_000)]: '' }),
    `Invalid property name in 'metadata': '${'👍'.repeat(80)}…' is too long. Expected a string with maximum length 64, but got a string with length 50000 instead.`,
    'property_name_above_max_length',
    'metadata',
  ],
  [
    { ['k'.repeat(200_000)]: '' },
    `Unknown parameter: '${'k'.repeat(80)}…'.`,
    'unknown_parameter',
    `${'k'.repeat(80)}…`,
  ],
  [
    Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`p${n}`, 1])),
    "Unknown parameter: 'p0'.",
    'unknown_parameter',
    'p0',
  ],

  // Bodies that are no object
  [
    [],
    'Invalid type for the request body: expected an object, but got an array instead.',
    'invalid_type',
    null,
  ],
  [
    'null',
    'Invalid type for the request body: expected an object, but got null instead.',
    'invalid_type',
    null,
  ],
]

/** The same for "create thread", where it differs. */
const refusedNewThreads: Refused[] = [
  [
    { messages: [{ role: 'user', content: 'Hello' }] },
    "Unsupported parameter: 'messages'. This server keeps no messages: create the thread without them.",
    'unsupported_parameter',
    'messages',
  ],
  [
    { messages: 'Hello' },
    "Invalid type for 'messages': expected an array, but got a string instead.",
    'invalid_type',
    'messages',
  ],
  [
    { tool_resources: { file_search: { vector_stores: [{ file_ids: ['file-1'] }] } } },
    "Unsupported parameter: 'tool_resources.file_search.vector_stores'. This server makes no vector stores: name one in 'vector_store_ids'.",
    'unsupported_parameter',
    'tool_resources.file_search.vector_stores',
  ],
  [
    { tool_resources: { file_search: { vector_stores: {} } } },
    "Invalid type for 'tool_resources.file_search.vector_stores': expected an array, but got an object instead.",
    'invalid_type',
    'tool_resources.file_search.vector_stores',
  ],
  [{ foo: 1 }, "Unknown parameter: 'foo'.", 'unknown_parameter', 'foo'],
  [
    metadata({ k: null }),
    "Invalid type for 'metadata.k': expected a string, but got null instead.",
    'invalid_type',
    'metadata.k',
  ],
  [
    'null',
    'Invalid type for the request body: expected an object, but got null instead.',
    'invalid_type',
    null,
  ],
]

describe('modify refuses', () => {
  it.each(refusedBodies.map(named))('$code: $message', async ({ sent, message, code, param }) => {
    const { store, send } = openEmbedded()
    await store.create(noTenant, exampleThread)
    const { status, body } = await send('POST', path, sent)
    expect(status).toBe(400)
    expect(body).toEqual({ error: { message, type: 'invalid_request_error', param, code } })
    expect((await store.getMany(noTenant, [exampleThread.id])).get(exampleThread.id)).toEqual(exampleThread)
  })
})

describe('create refuses', () => {
  it.each(refusedNewThreads.map(named))('$code: $message', async ({ sent, message, code, param }) => {
    const { status, body } = await openEmbedded().send('POST', '/v1/threads', sent)
    expect(status).toBe(400)
    expect(body).toEqual({ error: { message, type: 'invalid_request_error', param, code } })
  })
})

describe('retrieve, modify and delete refuse', () => {
  const methods = ['GET', 'POST', 'DELETE']
  const body = (method: string) => (method === 'POST' ? {} : undefined)

  it.each(methods)('an id that is unknown (%s)', async (method) => {
    const { status, body: answer } = await openEmbedded().send(method, '/v1/threads/thread_1', body(method))
    expect(status).toBe(404)
    expect(answer).toEqual({
      error: {
        message: "No thread found with id 'thread_1'.",
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    })
  })

  const notIds: [sent: string, read: string][] = [
    ['undefined', 'undefined'],
    ['asst_abc123', 'asst_abc123'],
    ['Thread_abc123', 'Thread_abc123'],
    ['thread_a%2Fb', 'thread_a/b'],
    ['thread_a%20b', 'thread_a b'],
    ['thread_a%00', 'thread_a\u0000'],
    ['thread_a%0A', 'thread_a\n'],
    ['thread_%F0%9F%91%8D', 'thread_👍'],
    ['__proto__', '__proto__'],
    [`thread_${'a'.repeat(250)}`, `thread_${'a'.repeat(73)}…`],
  ]
  it.each(methods.flatMap((method) => notIds.map((id) => [method, ...id] as const)))(
    'an id that can be no thread (%s %s)',
    async (method, sent, read) => {
      const { status, body: answer } = await openEmbedded().send(method, `/v1/threads/${sent}`, body(method))
      expect(status).toBe(400)
      expect(answer).toEqual({
        error: {
          message: `Invalid 'thread_id': '${read}'. Expected an ID that begins with 'thread'.`,
          type: 'invalid_request_error',
          param: 'thread_id',
          code: 'invalid_value',
        },
      })
    },
  )

  it('an id of 257 characters, and take one of 256', async () => {
    const { store, send } = openEmbedded()
    const id = 'thread_'.padEnd(256, 'a')
    await store.create(noTenant, { ...exampleThread, id })
    expect((await send('GET', `/v1/threads/${id}`)).status).toBe(200)
    expect((await send('GET', `/v1/threads/${id}a`)).status).toBe(400)
  })
})

describe('a refusal, in the SDK,', () => {
  it('is a BadRequestError with the code, the param and the request id', async () => {
    const threads = openEmbedded().threads()
    const { id } = await threads.create()
    const refused = await threads.update(id, { metadata: { k: 'v'.repeat(513) } }).catch((error) => error)
    expect(refused).toBeInstanceOf(OpenAI.BadRequestError)
    expect(refused).toMatchObject({
      status: 400,
      code: 'string_above_max_length',
      param: 'metadata.k',
      type: 'invalid_request_error',
      requestID: expect.stringMatching(/^req_[0-9a-f]{32}$/),
    })
  })
})
