import { expect, it } from 'vitest'
import { serveUpstream } from '../../../support/api.ts'

/** What programs are told of a value that is refused, however it was sent. */
interface Row {
  what: string
  place: object
  literal: string
  variable: { document: string; variables: Record<string, unknown> }
  inLiteral?: { document: string; variables: Record<string, unknown> }
}

const long = 'x'.repeat(513)
const createWith = 'mutation ($value: Metadata) { createThread(metadata: $value) { id } }'
const toolsWith = 'mutation ($value: ToolResourcesInput) { createThread(toolResources: $value) { id } }'

const rows: Row[] = [
  {
    what: 'a value of 513 characters',
    place: { argument: 'metadata', path: ['topic'], limit: 512, actual: 513, unit: 'characters' },
    literal: `mutation { createThread(metadata: { topic: "${long}" }) { id } }`,
    variable: { document: createWith, variables: { value: { topic: long } } },
    inLiteral: {
      document: 'mutation ($topic: String) { createThread(metadata: { topic: $topic }) { id } }',
      variables: { topic: long },
    },
  },
  {
    what: 'a number as a value',
    place: { argument: 'metadata', path: ['topic'] },
    literal: 'mutation { createThread(metadata: { topic: 5 }) { id } }',
    variable: { document: createWith, variables: { value: { topic: 5 } } },
    inLiteral: {
      document: 'mutation ($topic: Int) { createThread(metadata: { topic: $topic }) { id } }',
      variables: { topic: 5 },
    },
  },
  {
    what: 'two vector stores',
    place: {
      argument: 'toolResources',
      path: ['fileSearch', 'vectorStoreIds'],
      limit: 1,
      actual: 2,
      unit: 'ids',
    },
    literal:
      'mutation { createThread(toolResources: { fileSearch: { vectorStoreIds: ["a", "b"] } }) { id } }',
    variable: { document: toolsWith, variables: { value: { fileSearch: { vectorStoreIds: ['a', 'b'] } } } },
    inLiteral: {
      document:
        'mutation ($id: String) { createThread(toolResources: { fileSearch: { vectorStoreIds: ["a", $id] } }) { id } }',
      variables: { id: 'b' },
    },
  },
  {
    what: 'an unknown tool',
    place: { argument: 'toolResources', path: [] },
    literal: 'mutation { createThread(toolResources: { color: "red" }) { id } }',
    variable: { document: toolsWith, variables: { value: { color: 'red' } } },
  },
  {
    what: 'an unknown resource of a tool',
    place: { argument: 'toolResources', path: ['fileSearch'] },
    literal: 'mutation { createThread(toolResources: { fileSearch: { color: "red" } }) { id } }',
    variable: { document: toolsWith, variables: { value: { fileSearch: { color: 'red' } } } },
  },
  {
    what: 'a bad id',
    place: { argument: 'id', path: [] },
    literal: '{ thread(id: "../files") { id } }',
    variable: {
      document: 'query ($value: ID!) { thread(id: $value) { id } }',
      variables: { value: '../files' },
    },
  },
  {
    what: 'an id that is too long',
    place: { argument: 'id', path: [], limit: 256, actual: 257, unit: 'characters' },
    literal: `{ thread(id: "${'a'.repeat(257)}") { id } }`,
    variable: {
      document: 'query ($value: ID!) { thread(id: $value) { id } }',
      variables: { value: 'a'.repeat(257) },
    },
  },
  {
    what: 'a bad id among others',
    place: { argument: 'ids', path: [1] },
    literal: '{ threadsById(ids: ["thread_a", "../files"]) { id } }',
    variable: {
      document: 'query ($value: [ID!]!) { threadsById(ids: $value) { id } }',
      variables: { value: ['thread_a', '../files'] },
    },
    inLiteral: {
      document: 'query ($id: ID!) { threadsById(ids: ["thread_a", $id]) { id } }',
      variables: { id: '../files' },
    },
  },
]

it.each(rows)('says the argument, the path and the limit: $what', async (row) => {
  const { place, literal, variable, inLiteral } = row
  const ways = [
    ['a literal', { document: literal, variables: {} }],
    ['a variable', variable],
    ...(inLiteral ? [['a variable in a literal', inLiteral] as const] : []),
  ] as const

  const { server, upstream } = await serveUpstream()
  for (const [way, { document, variables }] of ways) {
    const { errors } = await server.query(document, variables)
    expect(
      errors?.map(({ extensions }) => extensions),
      way,
    ).toEqual([{ code: 'BAD_USER_INPUT', ...place }])
  }
  expect(upstream.journal).toEqual([])
})

/** The rest of what a scalar can refuse, as a variable. */
const tooMany = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v']))
const longKey = 'k'.repeat(65)
const files = (...fileIds: unknown[]) => ({ codeInterpreter: { fileIds } })
const filePath = ['codeInterpreter', 'fileIds']

it.each([
  ['metadata that is a list', createWith, [], { argument: 'metadata', path: [] }],
  ['17 pairs', createWith, tooMany, { argument: 'metadata', path: [], limit: 16, actual: 17, unit: 'pairs' }],
  [
    'a key of 65 characters',
    createWith,
    { [longKey]: 'v' },
    { argument: 'metadata', path: [longKey], limit: 64, actual: 65, unit: 'characters' },
  ],
  ['half a character in a key', createWith, { '\ud800': 'v' }, { argument: 'metadata', path: ['\ud800'] }],
  ['half a character in a value', createWith, { k: '\udc00' }, { argument: 'metadata', path: ['k'] }],
  [
    'file ids that are no list',
    toolsWith,
    { codeInterpreter: { fileIds: 'file-a' } },
    { argument: 'toolResources', path: filePath },
  ],
  [
    'a number as a file id',
    toolsWith,
    files('file-a', 5),
    { argument: 'toolResources', path: [...filePath, 1] },
  ],
  ['an empty file id', toolsWith, files(''), { argument: 'toolResources', path: [...filePath, 0] }],
  [
    'half a character in a file id',
    toolsWith,
    files('\ud800'),
    { argument: 'toolResources', path: [...filePath, 0] },
  ],
])('says where %s stands', async (_, document, value, place) => {
  const { server } = await serveUpstream()
  const { errors } = await server.query(document, { value })
  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', ...place }])
})

it('says nothing of an argument where there is none', async () => {
  const { server } = await serveUpstream()
  const { errors } = await server.query('{ thread(id: "thread_a") { color } }')
  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
})
