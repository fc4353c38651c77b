import {
  type DocumentNode,
  GraphQLError,
  type GraphQLErrorOptions,
  NoSchemaIntrospectionCustomRule,
  parse,
  Source,
  specifiedRules,
  type ValidationRule,
  VariablesInAllowedPositionRule,
  validate,
  visit,
} from 'graphql'
import { inputError } from '../core/errors.ts'
import type { ServerPlugin } from '../core/request-context.ts'
import { withInputPath } from './input-error-paths.ts'
import { type OperationLimits, oversize } from './size.ts'
import { VariablesInAllowedPosition } from './variable-positions.ts'

export interface DocumentLimits extends OperationLimits {
  maxTokens: number
  maxErrors: number
  introspection: boolean
}

/**
 * Limits on a document, before it runs: tokens while it is parsed, then its size, then as many errors of its
 * validation as are of use. All of it is remembered with the document, so it costs a known one nothing.
 */
export function useOperationLimits(limits: DocumentLimits): ServerPlugin {
  const sizes = new WeakMap<DocumentNode, GraphQLError[]>()

  function sizeErrors(document: DocumentNode): GraphQLError[] {
    const errors = sizes.get(document) ?? unlessTooDeep(document, () => oversize(document, limits))
    sizes.set(document, errors)
    return errors
  }

  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => {
        try {
          const noLocation = hasMoreLines(textOf(source), MAX_LINES)
          return parse(source, { ...options, noLocation, maxTokens: limits.maxTokens })
        } catch (error) {
          const place = { source: typeof source === 'string' ? new Source(source) : source, positions: [0] }
          throw tooDeep(error, place) ?? tooManyTokens(error, limits.maxTokens) ?? error
        }
      })
    },
    onValidate({ params: { documentAST }, addValidationRule, setValidationFn, setResult }) {
      const errors = sizeErrors(documentAST)
      if (errors.length > 0) return setResult(errors)
      if (!limits.introspection) addValidationRule(NoSchemaIntrospectionCustomRule)
      setValidationFn((schema, document, rules: readonly ValidationRule[] = specifiedRules) => {
        const found = unlessTooDeep(document, () =>
          validate(schema, document, rules.map(ownRule), { maxErrors: limits.maxErrors }).map((error) =>
            withInputPath(explainAbort(error), document),
          ),
        )
        if (found.length === 0) forgetManyLines(document)
        return found
      })
    },
  }
}

/** Lines of a document whose errors have locations at all: graphql-js counts its lines anew for each error. */
const MAX_LINES = 2000
/** Lines of a document whose errors have locations while it runs: there can be one for each field of each node. */
const MAX_LINES_OF_FIELDS = 200

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

function textOf(source: string | Source): string {
  return typeof source === 'string' ? source : source.body
}

function ownRule(rule: ValidationRule): ValidationRule {
  return rule === VariablesInAllowedPositionRule ? VariablesInAllowedPosition : rule
}

function unlessTooDeep(document: DocumentNode, check: () => readonly GraphQLError[]): GraphQLError[] {
  try {
    return [...check()]
  } catch (error) {
    const problem = tooDeep(error, { nodes: document })
    if (problem) return [problem]
    throw error
  }
}

/**
 * What reads a document calls itself for each level. A limit of tokens that is set very high does not stop that
 * before the stack is full.
 */
function tooDeep(error: unknown, place: GraphQLErrorOptions): GraphQLError | undefined {
  return error instanceof RangeError ? inputError('The document is nested too deeply', {}, place) : undefined
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
