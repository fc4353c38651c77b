import { parseJson } from '../core/json.ts'
import type { OperationParams } from '../operation/run.ts'
import { httpError } from './http-error.ts'

/** The params of an operation in full, as plugins of others see them. */
export interface Params extends OperationParams {
  extensions?: Record<string, unknown> | undefined
}

/** Finds the text of a document that params name by its hash, and refuses params that name none. */
export type FindDocument = (params: Record<string, unknown>) => string

const names = new Set(['query', 'variables', 'operationName', 'extensions', 'documentId'])

/**
 * The params in a parsed body or URL.
 *
 * @throws GraphQLError with a status, where they are not the params of one operation.
 */
export function readParams(value: unknown, findDocument: FindDocument): Params {
  if (!isMap(value)) throw refusal('The body of the request must be one JSON object with a "query"')
  for (const [name, param] of Object.entries(value)) {
    if (param != null && !names.has(name))
      throw refusal(`Unexpected parameter "${name}" in the request body.`)
  }
  const { variables, operationName, extensions } = value
  if (!isMapOrAbsent(variables)) throw refusal('"variables" must be an object')
  if (!isMapOrAbsent(extensions)) throw refusal('"extensions" must be an object')
  if (operationName != null && typeof operationName !== 'string') {
    throw refusal('"operationName" must be a string')
  }
  return {
    query: findDocument(value),
    ...(variables && { variables }),
    ...(operationName != null && { operationName }),
    ...(extensions && { extensions }),
  }
}

/** The parameters of a URL, to be looked at by `readParams`. @throws GraphQLError where some are not JSON. */
export function paramsOfUrl({ searchParams }: URL): Record<string, unknown> {
  const text = (name: string) => searchParams.get(name) || undefined
  const json = (name: string) => {
    const value = text(name)
    try {
      return value === undefined ? undefined : parseJson(value)
    } catch {
      throw refusal(`The "${name}" of the URL are not valid JSON`)
    }
  }
  return {
    query: text('query'),
    documentId: text('documentId'),
    operationName: text('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  }
}

/** Takes documents from the params themselves. */
export const findPlainDocument: FindDocument = ({ query, documentId }) => {
  if (typeof query === 'string') return query
  if (query == null && documentId != null) throw refusal('This server has no persisted documents')
  throw refusal(query == null ? 'Must provide query string.' : '"query" must be a string')
}

function refusal(message: string) {
  return httpError(400, 'BAD_USER_INPUT', message)
}

type Map = Record<string, unknown>

function isMap(value: unknown): value is Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isMapOrAbsent(value: unknown): value is Map | null | undefined {
  return value == null || isMap(value)
}
