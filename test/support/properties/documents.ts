import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { schema } from '../../../src/schema.ts'
import { printLiteral } from '../scalars/literal.ts'
import { json, limitsNear, metadataLike } from './arbitraries.ts'

/** Choices that follow from a seed. */
export interface Choices {
  /** A whole number from `min` to `max`, both included. */
  between: (min: number, max: number) => number
  /** Whether something is so, in so many of a hundred cases. */
  chance: (percent: number) => boolean
  pick: <T>(values: readonly T[]) => T
  from: <T>(arbitrary: fc.Arbitrary<T>) => T
}

/** Mulberry32: `fc.gen` would compare each choice with all before, which takes longer than the server does. */
export function choicesOf(seed: number): Choices {
  let state = seed
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (min: number, max: number) => min + Math.floor(random() * (max - min + 1))
  return {
    between,
    chance: (percent) => random() * 100 < percent,
    pick: <T>(values: readonly T[]) => values[between(0, values.length - 1)] as T,
    from: <T>(arbitrary: fc.Arbitrary<T>) => {
      const [value] = fc.sample(arbitrary, { seed: between(0, 2 ** 31), numRuns: 1 })
      return value as T
    },
  }
}

/** A document, and the variables that it declares. */
export interface GeneratedDocument {
  query: string
  variables: Record<string, unknown>
  operationName: string | undefined
}

/** Threads that are there, for documents to name. */
export const knownIds = ['thread_a', 'thread_b', 'thread_c']

const ids = [...knownIds, 'thread_none', 'no_thread', '1', '', '..', 'x?limit=1', 'thread_\u0000', '👍']
const names = ['a', 'b', 'id', 'metadata', '__proto__', 'constructor', '_', 'A'.repeat(80)]
const directives = [
  '@include(if: true)',
  '@skip(if: false)',
  '@skip(if: true)',
  '@include(if: $flag)',
  '@skip(if: $flag)',
  '@include',
  '@deprecated',
  '@unknown(a: 1)',
]

const metadata = [
  '{}',
  '{"user":"abc123"}',
  '{"__proto__":"1","a":"👍","b":""}',
  // Keys that V8 has been seen to take for each other, and values with the same in them.
  '{"\\\\":"\\"","\\"":"\\\\","\\n":"\\u0000"}',
  `{"\\"":"${'\\\\'.repeat(200)}"}`,
].map((text) => JSON.parse(text))

const anything = fc.oneof(limitsNear, json)

/** One document, written along the schema. Most are valid; the others have a flaw here and there. */
export function generateDocument({ between, chance, pick, from }: Choices): GeneratedDocument {
  const variables = new Map<string, { type: string; value: unknown; declared: boolean }>()
  const fragments = new Map<string, { text: string; type: string }>()
  let aliases = 0

  const isFlawed = chance(40)
  /** Whether something is to be wrong here. */
  const flaw = (percent: number) => isFlawed && chance(percent)
  const times = (min: number, max: number) => Array.from({ length: between(min, max) })

  function selectionSet(type: GraphQLObjectType, depth: number): string {
    return `{ ${times(flaw(1) ? 0 : 1, depth > 4 ? 1 : 3)
      .map(() => selection(type, depth))
      .join(chance(5) ? ',' : ' ')} }`
  }

  function selection(type: GraphQLObjectType, depth: number): string {
    if (depth < 6 && chance(6))
      return `... on ${flaw(10) ? 'Thread' : type.name} ${selectionSet(type, depth + 1)}`
    if (depth < 6 && chance(4)) return `... ${directive()} ${selectionSet(type, depth + 1)}`
    if (depth < 6 && chance(6)) return `...${fragment(type, depth)}`
    if (chance(4)) return spreadAgain(type)
    if (flaw(1)) return `...${bomb(type)}`
    // Two fields of one name must be the same in all, which those with arguments seldom are.
    const alias = isFlawed ? (chance(25) ? `${pick(names)}: ` : '') : `a${++aliases}: `
    if (chance(5)) return `${alias}__typename`
    if (flaw(3)) return `${alias}${pick([...names, '__schema { types { name } }', 'threads'])}`
    const field = pick(Object.values(type.getFields()))
    const of: GraphQLNamedType = getNamedType(field.type)
    const named = `${alias}${field.name}${args(field.args)}`
    const written = () => {
      const inner = isObjectType(of) ? selectionSet(of, depth + 1) : flaw(2) ? '{ id }' : ''
      return `${named} ${chance(6) ? directive() : ''} ${inner}`
    }
    // A field said twice is one field, with what is selected in either place.
    return depth < 6 && chance(8) ? `${written()} ${written()}` : written()
  }

  function fragment(type: GraphQLObjectType, depth: number): string {
    const name = isFlawed ? pick(['F', 'G', 'H']) : `F${fragments.size}`
    if (!fragments.has(name)) {
      fragments.set(name, { text: '', type: '' })
      const text = `fragment ${name} on ${type.name} ${selectionSet(type, depth + 1)}`
      fragments.set(name, { text, type: type.name })
    }
    return name
  }

  /** Fragments that stand in the document already, each spread a few times. */
  function spreadAgain(type: GraphQLObjectType): string {
    const whole = [...fragments].filter(([, it]) => it.type === type.name)
    if (whole.length === 0) return '__typename'
    return times(1, 4)
      .map(() => `...${pick(whole)[0]}`)
      .join(' ')
  }

  /** A fragment that spreads another one twice, which does the same, and so on. */
  function bomb(type: GraphQLObjectType): string {
    const length = between(2, 45)
    for (let i = 0; i < length; i++) {
      const inner = i === length - 1 ? '__typename' : `...B${i + 1} ...B${i + 1}`
      fragments.set(`B${i}`, { text: `fragment B${i} on ${type.name} { ${inner} }`, type: '' })
    }
    return 'B0'
  }

  function directive(): string {
    const chosen = pick(isFlawed ? directives : directives.slice(0, 5))
    if (chosen.includes('$flag')) {
      variables.set('flag', { type: 'Boolean!', value: flaw(5) ? null : chance(50), declared: !flaw(5) })
    }
    return chosen
  }

  function args(declared: readonly GraphQLArgument[]): string {
    const given = declared.filter(({ type }) => (isNonNullType(type) ? !flaw(4) : chance(60)))
    const written = given.map(({ name, type }) => `${flaw(2) ? pick(names) : name}: ${input(type)}`)
    return written.length === 0 ? '' : `(${written.join(', ')})`
  }

  function input(type: GraphQLInputType): string {
    if (chance(30)) return variable(type)
    if (flaw(5)) return printLiteral(from(anything))
    const of = isNonNullType(type) ? type.ofType : type
    if (isListType(of)) {
      return `[${times(0, 4)
        .map(() => input(of.ofType))
        .join(', ')}]`
    }
    if (isInputObjectType(of)) {
      const fields = Object.values(of.getFields()).filter(() => chance(70))
      return `{ ${fields.map((field) => `${field.name}: ${input(field.type)}`).join(', ')} }`
    }
    return printLiteral(value(type))
  }

  function variable(type: GraphQLInputType): string {
    const name = `v${variables.size}`
    const declaredType = flaw(4) ? pick(['ID', 'String', '[ID!]!', 'Metadata', 'Nothing']) : String(type)
    variables.set(name, { type: declaredType, value: value(type), declared: !flaw(3) })
    return `$${name}`
  }

  /** A JSON value that a variable of this type may have, usually. */
  function value(type: GraphQLInputType): unknown {
    if (flaw(4)) return from(anything)
    if (isNonNullType(type)) return nonNull(type.ofType)
    return chance(10) ? null : nonNull(type)
  }

  function nonNull(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return nonNull(type.ofType)
    if (isListType(type)) {
      // The same again and again, as often as one list may have it and beyond.
      if (chance(5)) return Array(between(5, 1100)).fill(value(type.ofType))
      return times(0, 4).map(() => value(type.ofType))
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(() => chance(70))
      return Object.fromEntries(fields.map((field) => [field.name, value(field.type)]))
    }
    switch (type.name) {
      case 'ID':
        return flaw(20) ? pick(ids) : pick([...knownIds, 'thread_none'])
      case 'Metadata':
        return flaw(50) ? from(metadataLike) : pick(metadata)
      default:
        return times(0, flaw(20) ? 3 : 1).map(() => (flaw(30) ? pick(ids) : 'file_1'))
    }
  }

  const operations = times(1, flaw(10) ? 3 : 1).map((_, index) => {
    const [keyword, root] = pick([
      ['query', schema.getQueryType()],
      ['mutation', schema.getMutationType()],
    ] as const)
    const name = chance(50) || index > 0 ? `${pick(names)}${index}` : ''
    const body = root ? selectionSet(root, 0) : ''
    // What other operations use is declared here, too: of what is not used, the rules complain.
    const declared = [...variables].filter(([, it]) => it.declared)
    const list = declared.map(([variableName, it]) => `$${variableName}: ${it.type}`).join(', ')
    return { name, text: `${keyword} ${name} ${list && `(${list})`} ${flaw(5) ? directive() : ''} ${body}` }
  })
  return {
    query: [...operations, ...fragments.values()].map(({ text }) => text).join('\n'),
    variables: Object.fromEntries([...variables].map(([name, it]) => [name, it.value])),
    operationName: flaw(10) ? pick(['', '_', ...names]) : undefined,
  }
}

const pieces = [
  ...'{}()[]:!$@=|&"#,\\\n\u0000\ud800é👍\u202e\ufeff',
  '...',
  '"""',
  '\\u{110000}',
  '\\uD83D',
  'null',
  '9'.repeat(400),
  '-1e999',
  'subscription',
  'fragment F on Query { ...F }',
  '@include(if: true)',
  '{ thread(id: "thread_a") { id } }',
  '__schema { types { name } }',
  '__proto__',
  '{'.repeat(200),
  '#'.repeat(5000),
  '\\"'.repeat(5000),
  '\\\\'.repeat(5000),
  '\n'.repeat(5000),
  'a'.repeat(5000),
  // With twice as many, V8's stack is as likely to be full as the limit of tokens to be reached.
  '['.repeat(1000),
]

/** The text with a few things done to it: cut out, said twice, put in. */
export function mutateText({ between, pick }: Choices, text: string): string {
  let mutated = text
  for (let left = between(1, 4); left > 0; left--) {
    const at = between(0, mutated.length)
    const to = Math.min(mutated.length, at + between(0, 12))
    const middle = pick(['', mutated.slice(at, to).repeat(2), pick(pieces), pick(pieces)])
    mutated = mutated.slice(0, at) + middle + mutated.slice(to)
  }
  return mutated
}
