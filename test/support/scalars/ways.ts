import { expect } from 'vitest'
import type { GraphQLAnswer, RunningServer } from '../server.ts'
import { printLiteral, printLiteralOfVariables } from './literal.ts'

/** One document with its variables. */
export interface Operation {
  document: string
  variables: Record<string, unknown>
}

export interface Place {
  /** The scalar, as a variable would declare it: `Metadata`. */
  type: string
  /** The field with its arguments and selection, around the value's text. */
  field: (value: string) => string
  /** Default: `mutation`. */
  operation?: 'query' | 'mutation'
}

/** Every way in which a value can be sent to a place: as a variable, as a literal, and as variables inside a literal. */
export function waysToSend(value: unknown, { type, field, operation = 'mutation' }: Place) {
  const ways: { way: string; sent: Operation }[] = [
    {
      way: 'as a variable',
      sent: { document: `${operation} ($value: ${type}) { ${field('$value')} }`, variables: { value } },
    },
  ]
  if (!hasLiteral(value)) return ways
  ways.push({
    way: 'as a literal',
    sent: { document: `${operation} { ${field(printLiteral(value))} }`, variables: {} },
  })
  const inside = printLiteralOfVariables(value)
  if (inside) {
    ways.push({
      way: 'as variables inside a literal',
      sent: {
        document: `${operation} (${inside.definitions}) { ${field(inside.literal)} }`,
        variables: inside.variables,
      },
    })
  }
  return ways
}

/** GraphQL has no way to write a key that is not a name, nor a lone surrogate. */
function hasLiteral(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(
    ([key, entry]) => (Array.isArray(value) || /^[_A-Za-z]\w*$/.test(key)) && hasLiteral(entry),
  )
}

/** Expects that the request was refused as a whole, with this message alone. */
export function expectRefusal<Data>(answer: GraphQLAnswer<Data>, message: string, what?: string): void {
  expect(answer, what).toMatchObject({
    status: 400,
    errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }],
  })
  expect(answer.errors).toHaveLength(1)
  expect(answer.data).toBeUndefined()
}

/** Posts a document with variables that are JSON text: deeper than `JSON.stringify` goes. */
export async function queryWithText({ url }: RunningServer, document: string, variables: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: `{"query":${JSON.stringify(document)},"variables":${variables}}`,
  })
  const answer: GraphQLAnswer<unknown> = { status: response.status, ...JSON.parse(await response.text()) }
  return answer
}

/** The JSON text of a list or map inside itself, this many levels deep. */
export const nested = {
  lists: (levels: number) => '['.repeat(levels) + ']'.repeat(levels),
  maps: (levels: number) => `${'{"a":'.repeat(levels)}"x"${'}'.repeat(levels)}`,
}
