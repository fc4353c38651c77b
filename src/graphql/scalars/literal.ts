import { Kind, type ValueNode } from 'graphql'
import type { Maybe } from 'graphql/jsutils/Maybe.js'

/** Stands for a variable inside a literal while the document is validated: its value comes later. */
export const NOT_YET_KNOWN = Symbol('a variable, not yet known')

/** A thing that a literal can hold and JSON cannot; it is never a legal value, only named in a message. */
export class Unrepresentable {
  readonly description: string
  constructor(description: string) {
    this.description = description
  }
}

type Variables = Maybe<Record<string, unknown>>

/**
 * The value of a literal as JSON would have it, so that one check serves literals and variables alike.
 *
 * Reads two levels deep, a list or map and its entries: what lies deeper is legal in no scalar here, and
 * stands as an empty list or map. Maps have no prototype, so `__proto__` is a key like any other.
 *
 * @param variables undefined during validation, where graphql-js knows no variables yet.
 */
export function readLiteral(node: ValueNode, variables: Variables): unknown {
  switch (node.kind) {
    case Kind.LIST:
      return node.values.map((item) => readShallow(item, variables))
    case Kind.OBJECT: {
      const map: Record<string, unknown> = Object.create(null)
      for (const field of node.fields) map[field.name.value] = readShallow(field.value, variables)
      return map
    }
    default:
      return readShallow(node, variables)
  }
}

function readShallow(node: ValueNode, variables: Variables): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value)
    case Kind.NULL:
      return null
    case Kind.ENUM:
      return new Unrepresentable('an enum value')
    case Kind.LIST:
      return []
    case Kind.OBJECT:
      return {}
    case Kind.VARIABLE: {
      if (!variables) return NOT_YET_KNOWN
      const name = node.name.value
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined
      // JSON.stringify would drop the key without a word.
      return value === undefined ? new Unrepresentable(`the variable $${name}, which has no value`) : value
    }
  }
}

/** What came, in words: `a number`, `null`, `a list`. */
export function kindOf(value: unknown): string {
  if (value instanceof Unrepresentable) return value.description
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return `a ${typeof value}`
}

/** A caller's text inside a message: quoted, its control characters escaped, and cut when it is long. */
export function quote(text: string): string {
  return JSON.stringify(text.length <= 80 ? text : `${text.slice(0, 80).toWellFormed()}…`)
}
