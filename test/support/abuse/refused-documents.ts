/** A document that must be refused as a whole, before anything is sent. */
export interface RefusedDocument {
  name: string
  query: string
  variables?: Record<string, unknown>
  /** What its first error says. */
  message: RegExp
}

/** So many texts, each made from its number. */
export function times(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join(' ')
}

/** A text inside so many pairs of others. */
export function nest(levels: number, open: string, inner: string, close: string): string {
  return open.repeat(levels) + inner + close.repeat(levels)
}

const tooManyTokens = /^The document has more than 2000 tokens; at most 2000 are allowed$/
const unknownField = /^Cannot query field "\w+" on type "Query"\.$/

/** Documents that have to be refused as a GraphQL error, and fast, at the default limits. */
export const refusedDocuments: RefusedDocument[] = [
  {
    name: 'duplicate keys in a literal',
    query: 'mutation { createThread(metadata: { a: "1", a: "2" }) { id } }',
    message: /^There can be only one input field named "a"\.$/,
  },
  {
    name: 'duplicate keys in an input object',
    query: 'mutation { createThread(toolResources: { fileSearch: {}, fileSearch: {} }) { id } }',
    message: /^There can be only one input field named "fileSearch"\.$/,
  },
  {
    name: 'circular fragments',
    query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    message: /^Cannot spread fragment "A" within itself via "B"\.$/,
  },
  {
    name: 'a fragment that spreads itself',
    query: '{ ...A } fragment A on Query { thread(id: "thread_a") { id } ...A }',
    message: /^Cannot spread fragment "A" within itself\.$/,
  },
  {
    name: 'a fragment bomb: 2^40 aliases in 3 kB',
    query: `{ ...F0 } ${times(40, (i) => `fragment F${i} on Query { ${i < 39 ? `...F${i + 1} ...F${i + 1}` : 'a: __typename'} }`)}`,
    message: /^The operation has 549755813888 fields; at most 2000 are allowed$/,
  },
  {
    name: '1,000 aliases',
    query: `{ ${times(1000, (i) => `a${i}: thread(id: "thread_a") { id }`)} }`,
    message: tooManyTokens,
  },
  {
    name: '600 aliases, which are few tokens',
    query: `{ ${times(600, (i) => `a${i}: __typename`)} }`,
    message: /^The operation has 600 aliases; at most 200 are allowed$/,
  },
  {
    name: '10,000 directives',
    query: `{ __typename ${'@skip(if: false) '.repeat(10_000)} }`,
    message: tooManyTokens,
  },
  {
    name: '900 directives, which are few tokens',
    query: `{ __typename ${'@x '.repeat(900)} }`,
    message: /^The operation has 900 directives; at most 50 are allowed$/,
  },
  {
    name: '20,000 levels of selection',
    query: `{ ${nest(20_000, 'a{', 'id', '}')} }`,
    message: tooManyTokens,
  },
  {
    name: '600 levels of selection, which are few tokens',
    query: `{ ${nest(600, 'thread{', 'id', '}')} }`,
    message: /^The operation has 601 levels of fields; at most 10 are allowed$/,
  },
  {
    name: '50,000 levels of list literal',
    query: `{ threadsById(ids: ${nest(50_000, '[', '', ']')}) { id } }`,
    // The parser may run out of stack before it has read so many tokens.
    message: /^The document (has more than 2000 tokens; at most 2000 are allowed|is nested too deeply)$/,
  },
  {
    name: '900 levels of list literal, which are few tokens',
    query: `{ threadsById(ids: ${nest(900, '[', '', ']')}) { id } }`,
    message: /^a list is not an id; a string is required$/,
  },
  { name: '5,000 unknown fields', query: `{ ${times(5000, (i) => `x${i}`)} }`, message: tooManyTokens },
  {
    name: '1,900 unknown fields, which are few tokens',
    query: `{ ${times(1900, (i) => `x${i}`)} }`,
    message: unknownField,
  },
  { name: 'a misspelt field', query: '{ thred(id: "thread_a") { id } }', message: unknownField },
  {
    name: 'a mutation aliased 100 times',
    query: `mutation { ${times(100, (i) => `a${i}: deleteThread(id: "thread_a") { id }`)} }`,
    message: /^The operation has 100 mutations; at most 50 are allowed$/,
  },
  {
    name: 'one field 1,900 times, each to be compared with each',
    query: `{ thread(id: "thread_a") { ${'id '.repeat(1900)} } }`,
    message: /^The document selects fields of the same name too often; select each once$/,
  },
  {
    name: 'a name of 200 kB in every error',
    query: `query ${'N'.repeat(200_000)}(${times(60, (i) => `$v${i}: ID`)}) { __typename }`,
    message: /^Variable "\$v0" is never used in operation "N+…$/,
  },
  {
    name: 'introspection',
    query: '{ __schema { types { name } } }',
    message: /introspection has been disabled/,
  },
  {
    name: 'introspection of one type',
    query: '{ __type(name: "Thread") { name } }',
    message: /introspection has been disabled/,
  },
  {
    name: '1,001 ids in two fields',
    query: 'query ($a: [ID!]!, $b: [ID!]!) { a: threadsById(ids: $a) { id } b: threadsById(ids: $b) { id } }',
    variables: { a: Array.from({ length: 1000 }, (_, i) => `a${i}`), b: ['b'] },
    message: /^The operation would make 1001 upstream calls; at most 1000 are allowed$/,
  },
]
