import fc from 'fast-check'
import { GraphQLError, type GraphQLScalarType, parseValue } from 'graphql'
import { describe, expect, it } from 'vitest'
import { IdScalar } from '../../../src/graphql/scalars/id.ts'
import { MetadataScalar } from '../../../src/graphql/scalars/metadata.ts'
import {
  CodeInterpreterFileIdsScalar,
  FileSearchVectorStoreIdsScalar,
} from '../../../src/resources/thread/id-lists.ts'
import { serveUpstream } from '../../support/api.ts'
import { json, limitsNear, metadataLike, withLoneSurrogates } from '../../support/properties/arbitraries.ts'
import { printLiteral, printLiteralOfVariables } from '../../support/scalars/literal.ts'

/** How often each property is tried: `FUZZ_RUNS=100000 npx vitest run test/http/properties`. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 2000)
/** A property holds for as long as its runs take. */
const timeout = 20_000 + numRuns * 5

const scalars: { name: string; scalar: GraphQLScalarType; isLegal: (value: unknown) => boolean }[] = [
  { name: 'Metadata', scalar: MetadataScalar, isLegal: isLegalMetadata },
  { name: 'CodeInterpreterFileIds', scalar: CodeInterpreterFileIdsScalar, isLegal: isListOfIds(20) },
  { name: 'FileSearchVectorStoreIds', scalar: FileSearchVectorStoreIdsScalar, isLegal: isListOfIds(1) },
  { name: 'ID', scalar: IdScalar, isLegal: isLegalId },
]

describe.each(scalars)('$name', ({ scalar, isLegal }) => {
  it(
    'accepts what keeps the limits, and refuses everything else as BAD_USER_INPUT',
    () => {
      const value = fc.oneof(limitsNear, withLoneSurrogates)
      fc.assert(
        fc.property(value, (it) => {
          const verdict = verdictOf(() => scalar.parseValue(it))
          expect(verdict.code).toBe(isLegal(it) ? 'accepted' : 'BAD_USER_INPUT')
        }),
        { numRuns },
      )
    },
    timeout,
  )

  it(
    'hands on what it accepts unchanged',
    () => {
      fc.assert(
        fc.property(limitsNear.filter(isLegal), (value) => {
          const expected = typeof value === 'number' ? String(value) : value
          expect(JSON.stringify(scalar.parseValue(value))).toBe(JSON.stringify(expected))
        }),
        { numRuns },
      )
    },
    timeout,
  )

  it(
    'gives a literal and a variable with the same content the same verdict and message',
    () => {
      fc.assert(
        fc.property(fc.oneof(limitsNear, metadataLike, json), (value) => {
          const node = parseValue(printLiteral(value))
          expect(verdictOf(() => scalar.parseLiteral(node, {}))).toEqual(
            verdictOf(() => scalar.parseValue(value)),
          )
        }),
        { numRuns },
      )
    },
    timeout,
  )

  it(
    'gives a literal of variables that verdict, too, and no refusal before they are known that would not stand',
    () => {
      fc.assert(
        fc.property(fc.oneof(limitsNear, metadataLike), (value) => {
          const inside = printLiteralOfVariables(value)
          fc.pre(inside !== undefined)
          const node = parseValue(inside.literal)
          const verdict = verdictOf(() => scalar.parseValue(value))
          expect(verdictOf(() => scalar.parseLiteral(node, inside.variables))).toEqual(verdict)
          const early = verdictOf(() => scalar.parseLiteral(node))
          if (early.code !== 'accepted') expect(verdict.code).toBe(early.code)
        }),
        { numRuns },
      )
    },
    timeout,
  )
})

it(
  'gives a literal and a variable the same response over HTTP',
  async () => {
    const { server, upstream } = await serveUpstream()
    await fc.assert(
      fc.asyncProperty(fc.oneof(limitsNear, metadataLike, json), async (value) => {
        upstream.journal.length = 0
        const answers = [
          await server.query('mutation ($value: Metadata) { createThread(metadata: $value) { metadata } }', {
            value,
          }),
          await server.query(`mutation { createThread(metadata: ${printLiteral(value)}) { metadata } }`),
        ]
        const [variable, literal] = answers.map(({ status, data, errors }) => ({
          status,
          data,
          errors: errors?.map(({ message, extensions }) => ({ message, extensions })),
        }))
        expect(literal).toEqual(variable)
        const bodies = upstream.journal.map(({ body }) => body)
        const sent = JSON.stringify({ metadata: value })
        expect(bodies).toEqual(value === null || isLegalMetadata(value) ? [sent, sent] : [])
      }),
      { numRuns: Math.ceil(numRuns / 10) },
    )
    expect(server.bugs).toEqual([])
  },
  timeout,
)

interface Verdict {
  code: unknown
  message?: string
  extensions?: unknown
}

function verdictOf(parse: () => unknown): Verdict {
  try {
    parse()
    return { code: 'accepted' }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return { code: error.extensions['code'], message: error.message, extensions: error.extensions }
  }
}

/** The documented limits, written down once more, without a look at how they are enforced. */
function isLegalMetadata(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const entries = Object.entries(value)
  return (
    entries.length <= 16 &&
    entries.every(([key, entry]) => isText(key, 64) && typeof entry === 'string' && isText(entry, 512))
  )
}

function isText(text: string, limit: number): boolean {
  return Array.from(text).length <= limit && !/\p{Surrogate}/u.test(text)
}

function isListOfIds(limit: number) {
  return (value: unknown) =>
    Array.isArray(value) &&
    value.length <= limit &&
    value.every((id) => typeof id === 'string' && id !== '' && isText(id, 256))
}

function isLegalId(value: unknown): boolean {
  return typeof value === 'number'
    ? Number.isSafeInteger(value)
    : typeof value === 'string' && /^[\w-]{1,256}$/.test(value) && !value.includes('\n')
}
