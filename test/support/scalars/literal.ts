/**
 * A JSON value as a GraphQL literal. Its keys must be GraphQL names; the escapes of JSON strings are escapes
 * of GraphQL strings, too.
 */
export function printLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printLiteral).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([key, entry]) => `${key}: ${printLiteral(entry)}`)
    .join(', ')} }`
}

/** A literal whose entries are variables: `{ a: $v0, b: $v1 }`. */
export interface LiteralOfVariables {
  literal: string
  /** `$v0: String, $v1: Float`; each of a type that lets its value pass. */
  definitions: string
  variables: Record<string, unknown>
}

/** Puts a variable for each entry of a map; undefined for a value that is no map, or has no entries. */
export function printLiteralOfVariables(value: unknown): LiteralOfVariables | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const entries = Object.entries(value)
  if (entries.length === 0) return undefined
  return {
    literal: `{ ${entries.map(([key], index) => `${key}: $v${index}`).join(', ')} }`,
    definitions: entries.map(([, entry], index) => `$v${index}: ${typeThatPasses(entry)}`).join(', '),
    variables: Object.fromEntries(entries.map(([, entry], index) => [`v${index}`, entry])),
  }
}

/** In a map inside a scalar's literal GraphQL asks nothing of a variable's type, so each value can come as what it is. */
function typeThatPasses(value: unknown): string {
  if (Array.isArray(value)) return 'CodeInterpreterFileIds'
  switch (typeof value) {
    case 'number':
      return 'Float'
    case 'boolean':
      return 'Boolean'
    case 'object':
      return 'Metadata'
    default:
      return 'String'
  }
}
