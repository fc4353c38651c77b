import {
  type DocumentNode,
  GraphQLError,
  type GraphQLErrorOptions,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  Source,
  specifiedRules,
  type ValidationRule,
  VariablesInAllowedPositionRule,
  validate,
  visit,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { inputError } from '../core/errors.ts'
import { withInputPath } from './input-error-paths.ts'
import { type OperationLimits, oversize } from './size.ts'
import { VariablesInAllowedPosition } from './variable-positions.ts'

export interface DocumentLimits extends OperationLimits {
  maxTokens: number
  maxErrors: number
  introspection: boolean
}

/** Reads and checks documents, and remembers those that come again. */
export interface Documents {
  /** @throws GraphQLError for text that is no document, or has too many tokens. */
  parse: (text: string) => DocumentNode
  /**
   * Errors of a document: of its size, and then of its validation, as many as are of use.
   *
   * @param rules further rules for this request alone.
   */
  validate: (document: DocumentNode, rules?: readonly ValidationRule[]) => readonly GraphQLError[]
}

/** Characters of all texts that are kept; a parsed document can take 250 bytes for each of its own. */
const MAX_CHARACTERS = 256 * 1024
/** Characters of one document that is kept; a larger one is parsed each time. */
const MAX_DOCUMENT_CHARACTERS = 32 * 1024

/**
 * The documents of one schema. A document is kept from the second time that it comes, so that new ones of great size,
 * sent once each, hold no memory; one that is kept is neither parsed nor validated again.
 */
export function createDocuments(schema: GraphQLSchema, limits: DocumentLimits): Documents {
  const seen = recentlyUsed<true>()
  const kept = recentlyUsed<DocumentNode>()
  const checked = new WeakMap<DocumentNode, readonly GraphQLError[]>()
  const ownRules = [
    ...specifiedRules.map((rule) =>
      rule === VariablesInAllowedPositionRule ? VariablesInAllowedPosition : rule,
    ),
    ...(limits.introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ]

  function check(document: DocumentNode, rules: readonly ValidationRule[]): readonly GraphQLError[] {
    const tooLarge = oversize(document, limits)
    if (tooLarge.length > 0) return tooLarge
    return validate(schema, document, [...ownRules, ...rules], { maxErrors: limits.maxErrors }).map((error) =>
      withInputPath(explainAbort(error), document),
    )
  }

  return {
    parse(text) {
      const known = kept.get(text)
      if (known) return known
      const document = parseWithin(limits.maxTokens, text)
      if (seen.has(text)) kept.set(text, document)
      else seen.set(text, true)
      return document
    },
    validate(document, rules = []) {
      if (rules.length > 0) return unlessTooDeep(document, () => check(document, rules))
      const known = checked.get(document)
      if (known) return known
      const errors = unlessTooDeep(document, () => check(document, rules))
      if (errors.length === 0) forgetManyLines(document)
      checked.set(document, errors)
      return errors
    },
  }
}

/** Values by texts, those that were used last. */
function recentlyUsed<Value extends object | true>(): LRUCache<string, Value> {
  return new LRUCache({
    maxSize: MAX_CHARACTERS,
    maxEntrySize: MAX_DOCUMENT_CHARACTERS,
    sizeCalculation: (_, text) => text.length || 1,
  })
}

/** Lines of a document whose errors have locations at all: graphql-js counts its lines anew for each error. */
const MAX_LINES = 2000
/** Lines of a document whose errors have locations while it runs: there can be one for each field of each node. */
const MAX_LINES_OF_FIELDS = 200

function parseWithin(maxTokens: number, text: string): DocumentNode {
  try {
    return parse(text, { noLocation: hasMoreLines(text, MAX_LINES), maxTokens })
  } catch (error) {
    const location = { source: new Source(text), positions: [0] }
    throw tooDeep(error, location) ?? tooManyTokens(error, maxTokens) ?? error
  }
}

/** Takes the locations from a valid document of many lines. What happens while it runs still has its path. */
function forgetManyLines(document: DocumentNode): void {
  if (!document.loc || !hasMoreLines(document.loc.source.body, MAX_LINES_OF_FIELDS)) return
  visit(document, { enter: (node) => void Object.assign(node, { loc: undefined }) })
}

function hasMoreLines(text: string, max: number): boolean {
  let lines = 1
  for (const _ of text.matchAll(/\r\n|[\n\r]/g)) if (++lines > max) return true
  return false
}

function unlessTooDeep(document: DocumentNode, run: () => readonly GraphQLError[]): readonly GraphQLError[] {
  try {
    return run()
  } catch (error) {
    const problem = tooDeep(error, { nodes: document })
    if (problem) return [problem]
    throw error
  }
}

/**
 * Whatever reads a document recurses once per level. A token limit that is set very high does not stop that before
 * the stack is full.
 */
function tooDeep(error: unknown, location: GraphQLErrorOptions): GraphQLError | undefined {
  return error instanceof RangeError
    ? inputError('The document is nested too deeply', {}, location)
    : undefined
}

/** The parser's own complaint of too many tokens, in the words of the other limits. */
function tooManyTokens(error: unknown, limit: number): GraphQLError | undefined {
  if (!(error instanceof GraphQLError) || !error.message.includes('Parsing aborted')) return undefined
  const { nodes, source, positions } = error
  const message = `The document has more than ${limit} tokens; at most ${limit} are allowed`
  return inputError(message, { limit }, { nodes, source, positions })
}

/** graphql-js gives up, with a limit of its own, where comparing fields of one name would take long. */
function explainAbort(error: GraphQLError): GraphQLError {
  if (error.message !== 'Validation aborted.') return error
  return inputError('The document selects fields of the same name too often; select each once')
}
