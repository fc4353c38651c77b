import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql'
import { errorOf, inputError } from '../core/errors.ts'
import { costOf } from './cost.ts'
import { withInputPath } from './input-error-paths.ts'
import { findLateChecks, type LateCheck } from './late-checks.ts'

export interface PreflightOptions {
  /** Nodes that an operation may return. */
  maxNodes: number
  /** Upstream calls that it may cause. */
  maxUpstreamCalls: number
  /** Errors that are looked for. */
  maxErrors: number
  /** Whether the upstream reads many ids with one call. */
  readsMany: boolean
}

/** An operation that is about to run. */
export interface Planned {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  /** As they were sent. */
  variables: Record<string, unknown>
  /** What resolvers will get. */
  context: unknown
}

/** Why an operation may not run, or its variables as its fields get them. */
export type Verdict =
  | { errors: readonly GraphQLError[]; variables?: never }
  | { errors?: never; variables: Record<string, unknown> }

/**
 * Finds out what validation cannot know, before anything runs: it coerces the variables, checks the values that they
 * complete, and adds up what the operation costs. So an operation that breaks a limit does nothing at all.
 */
export function createPreflight({ maxNodes, maxUpstreamCalls, maxErrors, readsMany }: PreflightOptions) {
  const known = new WeakMap<OperationDefinitionNode, LateCheck[]>()

  function lateChecksOf({ schema, document, operation }: Planned): LateCheck[] {
    const checks = known.get(operation) ?? findLateChecks(schema, document, operation)
    known.set(operation, checks)
    return checks
  }

  function errorsIn(planned: Planned, values: Record<string, unknown>): GraphQLError[] {
    const errors: GraphQLError[] = []
    for (const check of lateChecksOf(planned)) {
      const error = errorOf(() => check(values))
      if (error) errors.push(error)
      if (errors.length === maxErrors) break
    }
    return errors
  }

  function costErrors(planned: Planned, forArguments: Record<string, unknown>): GraphQLError[] {
    const nodes = planned.operation
    const error = errorOf(() => {
      const cost = costOf({ ...planned, variables: forArguments, readsMany })
      if (cost.nodes > maxNodes) {
        const message = `The operation would return ${cost.nodes} nodes; at most ${maxNodes} are allowed`
        throw inputError(message, { limit: maxNodes, actual: cost.nodes, unit: 'nodes' }, { nodes })
      }
      if (cost.calls > maxUpstreamCalls) {
        const message = `The operation would make ${cost.calls} upstream calls; at most ${maxUpstreamCalls} are allowed`
        throw inputError(message, { limit: maxUpstreamCalls, actual: cost.calls, unit: 'calls' }, { nodes })
      }
    })
    return error ? [error] : []
  }

  return (planned: Planned): Verdict => {
    const coerced = coerce(planned, maxErrors)
    if (coerced.errors) return { errors: coerced.errors.map((it) => withInputPath(it, planned.document)) }
    const late = errorsIn(planned, coerced.values)
    if (late.length > 0) return { errors: late.map((it) => withInputPath(it, planned.document)) }
    const errors = costErrors(planned, coerced.forArguments)
    return errors.length > 0 ? { errors } : { variables: coerced.values }
  }
}

type Coerced =
  | { errors: readonly GraphQLError[] }
  | { errors?: never; values: Record<string, unknown>; forArguments: Record<string, unknown> }

/** Coerces the variables of an operation, and stops at so many errors. */
function coerce({ schema, operation, variables }: Planned, maxErrors: number): Coerced {
  const { variableDefinitions = [] } = operation
  const outcome = getVariableValues(schema, variableDefinitions, variables, { maxErrors })
  if (outcome.errors) return { errors: outcome.errors.slice(0, maxErrors) }
  // graphql 17 wraps what graphql 16 returns, and wants the wrapping back for arguments.
  if ('variableValues' in outcome) {
    const forArguments = Object(outcome.variableValues)
    return { values: forArguments.coerced, forArguments }
  }
  return { values: outcome.coerced, forArguments: outcome.coerced }
}
