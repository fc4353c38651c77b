import { describe, expect, it } from 'vitest'
import { CreateThreadDocument, ReadThreadDocument } from '../../../gql/graphql.ts'
import { serveEmbedded, serveUpstream } from '../../../support/api.ts'
import {
  expectRefusal,
  nested,
  type Place,
  queryWithText,
  waysToSend,
} from '../../../support/scalars/ways.ts'
import { wireThread } from '../../../support/upstream.ts'

const ids = (count: number, prefix = 'file-') => Array.from({ length: count }, (_, index) => prefix + index)

const fileIds: Place = {
  type: 'CodeInterpreterFileIds',
  field: (value) =>
    `updateThread(id: "thread_a", toolResources: { codeInterpreter: { fileIds: ${value} } }) { id }`,
}
const vectorStoreIds: Place = {
  type: 'FileSearchVectorStoreIds',
  field: (value) =>
    `updateThread(id: "thread_a", toolResources: { fileSearch: { vectorStoreIds: ${value} } }) { id }`,
}

const FILES = 'toolResources.codeInterpreter.fileIds'
const STORES = 'toolResources.fileSearch.vectorStoreIds'

const refused = [
  {
    what: '21 file ids',
    place: fileIds,
    value: ids(21),
    message: `${FILES} has 21 ids; at most 20 are allowed`,
  },
  {
    what: '2 vector store ids',
    place: vectorStoreIds,
    value: ids(2, 'vs_'),
    message: `${STORES} has 2 ids; at most 1 is allowed`,
  },
  {
    what: 'a number as an id',
    place: fileIds,
    value: ['file-0', 5],
    message: `${FILES}[1] is a number; a string is required`,
  },
  {
    what: 'null as an id',
    place: fileIds,
    value: [null],
    message: `${FILES}[0] is null; a string is required`,
  },
  {
    what: 'an object as an id',
    place: fileIds,
    value: [{ id: 'file-0' }],
    message: `${FILES}[0] is an object; a string is required`,
  },
  {
    what: 'a list as an id',
    place: vectorStoreIds,
    value: [['vs_0']],
    message: `${STORES}[0] is a list; a string is required`,
  },
  {
    what: 'a boolean as an id',
    place: vectorStoreIds,
    value: [true],
    message: `${STORES}[0] is a boolean; a string is required`,
  },
  {
    what: 'an empty file id',
    place: fileIds,
    value: ['file-0', ''],
    message: `${FILES}[1] is empty; an id is required`,
  },
  {
    what: 'an empty vector store id',
    place: vectorStoreIds,
    value: [''],
    message: `${STORES}[0] is empty; an id is required`,
  },
  {
    what: 'a lone surrogate in an id',
    place: fileIds,
    value: ['\ud83d'],
    message: `${FILES}[0] holds a lone surrogate; valid Unicode is required`,
  },
  {
    what: 'an id of 257 characters',
    place: fileIds,
    value: ['file-0', '👍'.repeat(257)],
    message: `${FILES}[1] is 257 characters long; at most 256 are allowed`,
  },
  {
    what: 'a string instead of the list',
    place: fileIds,
    value: 'file-0',
    message: `${FILES} is a string; a list of file ids is required`,
  },
  {
    what: 'a map instead of the list',
    place: vectorStoreIds,
    value: { 0: 'vs_0' },
    message: `${STORES} is an object; a list of vector store ids is required`,
  },
]

describe.each(refused)('tool resources are refused: $what', ({ place, value, message }) => {
  it('however they are sent', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    for (const { way, sent } of waysToSend(value, place)) {
      expectRefusal(await server.query(sent.document, sent.variables), message, way)
    }
    expect(upstream.journal).toEqual([])
  })

  it('inside a variable of the whole argument', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const toolResources =
      place === fileIds ? { codeInterpreter: { fileIds: value } } : { fileSearch: { vectorStoreIds: value } }
    const document =
      'mutation ($all: ToolResourcesInput) { updateThread(id: "thread_a", toolResources: $all) { id } }'
    expectRefusal(await server.query(document, { all: toolResources }), message)
    expect(upstream.journal).toEqual([])
  })
})

describe('tool resources are refused in one way only:', () => {
  it('an enum literal as an id', async () => {
    const { server, upstream } = await serveUpstream()
    const answer = await server.query(`mutation { ${fileIds.field('[RED]')} }`)
    expectRefusal(answer, `${FILES}[0] is an enum value; a string is required`)
    expect(upstream.journal).toEqual([])
  })

  it('5,000 levels of lists in a variable', async () => {
    const { server, upstream } = await serveUpstream()
    const document = `mutation ($value: CodeInterpreterFileIds) { ${fileIds.field('$value')} }`
    const answer = await queryWithText(server, document, `{"value":${nested.lists(5000)}}`)
    expectRefusal(answer, `${FILES}[0] is a list; a string is required`)
    expect(upstream.journal).toEqual([])
  })

  // GraphQL takes the items of a list literal to be of the scalar's own type, and no variable can be that.
  it('a number in a variable inside a list literal', async () => {
    const { server, upstream } = await serveUpstream()
    const answer = await server.query(`mutation ($id: Int) { ${fileIds.field('[$id]')} }`, { id: 5 })
    expectRefusal(answer, 'toolResources.codeInterpreter.fileIds[0] is a number; a string is required')
    expect(upstream.journal).toEqual([])
  })

  it('an undefined variable inside a list literal', async () => {
    const { server, upstream } = await serveUpstream()
    const answer = await server.query(`mutation ($id: String) { ${fileIds.field('[$id]')} }`, {})
    expectRefusal(
      answer,
      'toolResources.codeInterpreter.fileIds[0] is the variable $id, which has no value; a string is required',
    )
    expect(upstream.journal).toEqual([])
  })
})

describe('an unknown key is refused', () => {
  const unknown = [
    { at: 'the argument', value: { color: 'red' }, input: 'ToolResourcesInput' },
    {
      at: 'the code interpreter',
      value: { codeInterpreter: { color: 'red' } },
      input: 'CodeInterpreterResourcesInput',
    },
    { at: 'the file search', value: { fileSearch: { color: 'red' } }, input: 'FileSearchResourcesInput' },
  ]

  it.each(unknown)('in $at, as a variable', async ({ value, input }) => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const { status, errors } = await server.query(
      'mutation ($all: ToolResourcesInput) { updateThread(id: "thread_a", toolResources: $all) { id } }',
      { all: value },
    )
    expect(status).toBe(400)
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(unknownColor(input)),
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ])
    expect(upstream.journal).toEqual([])
  })

  it.each(unknown)('in $at, as a literal', async ({ value, input }) => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const [, literal] = waysToSend(value, {
      type: 'ToolResourcesInput',
      field: (text) => `updateThread(id: "thread_a", toolResources: ${text}) { id }`,
    })
    const answer = await server.query(literal?.sent.document ?? '')
    expect(answer.errors).toMatchObject([
      { message: expect.stringMatching(unknownColor(input)), extensions: { code: 'BAD_USER_INPUT' } },
    ])
    expect(upstream.journal).toEqual([])
  })
})

/** As graphql 16 has it, or 17. */
function unknownColor(input: string): RegExp {
  return new RegExp(
    `"color" is not defined by type "${input}"|"${input}" not to include unknown field "color"`,
  )
}

it('says to programs where it is wrong, what the limit is and what came', async () => {
  const { server } = await serveUpstream()
  const { errors } = await server.query(CreateThreadDocument, {
    toolResources: { codeInterpreter: { fileIds: ids(21) } },
  })
  expect(errors?.[0]?.extensions).toEqual({
    code: 'BAD_USER_INPUT',
    argument: 'toolResources',
    path: ['codeInterpreter', 'fileIds'],
    limit: 20,
    actual: 21,
    unit: 'ids',
  })
})

it('says to programs which id is too long, and how long it is', async () => {
  const { server } = await serveUpstream()
  const { errors } = await server.query(CreateThreadDocument, {
    toolResources: { fileSearch: { vectorStoreIds: ['x'.repeat(300)] } },
  })
  expect(errors?.[0]?.extensions).toEqual({
    code: 'BAD_USER_INPUT',
    argument: 'toolResources',
    path: ['fileSearch', 'vectorStoreIds', 0],
    limit: 256,
    actual: 300,
    unit: 'characters',
  })
})

describe.each([
  { what: '20 file ids', toolResources: { codeInterpreter: { fileIds: ids(20) }, fileSearch: null } },
  {
    what: '1 vector store id',
    toolResources: { codeInterpreter: null, fileSearch: { vectorStoreIds: ['vs_0'] } },
  },
  {
    what: 'both, with no ids',
    toolResources: { codeInterpreter: { fileIds: [] }, fileSearch: { vectorStoreIds: [] } },
  },
  {
    what: 'ids of 256 characters',
    toolResources: { codeInterpreter: { fileIds: ['👍'.repeat(256)] }, fileSearch: null },
  },
  {
    what: 'ids in any script',
    toolResources: { codeInterpreter: { fileIds: ['плик-👍', 'a b/c?d#e'] }, fileSearch: null },
  },
])('tool resources come back as they went in: $what', ({ toolResources }) => {
  it.each([
    ['a remote upstream', async () => (await serveUpstream()).server],
    ['the embedded upstream', serveEmbedded],
  ])('through %s', async (_, serve) => {
    const server = await serve()
    const { data: created } = await server.query(CreateThreadDocument, { toolResources })
    expect(created?.createThread?.toolResources).toEqual(toolResources)
    const { data } = await server.query(ReadThreadDocument, { id: created?.createThread?.id ?? '' })
    expect(data?.thread?.toolResources).toEqual(toolResources)
  })
})
