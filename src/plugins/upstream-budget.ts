import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  getArgumentValues,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { inputError } from '../errors.ts'
import type { ServerPlugin } from '../server-context.ts'
import type { UpstreamReads } from '../upstream/upstream-reads.ts'
import { coerceVariables } from './variables.ts'

/**
 * Refuses an operation that would cause more upstream calls than are allowed, before the first is made: a read
 * for each distinct id, and a call for each mutation.
 *
 * Only an operation that could cause too many is looked at: one that cannot, whatever its variables hold,
 * costs one look-up. A field behind `@skip` or `@include` counts as if it were there.
 */
export function useUpstreamBudget(limit: number): ServerPlugin {
  const known = new WeakMap<OperationDefinitionNode, boolean>()

  return {
    onExecute({ args: { schema, document, operationName, variableValues }, setResultAndStopExecution }) {
      const operation = getOperationAST(document, operationName)
      const type = operation && schema.getRootType(operation.operation)
      if (!operation || !type) return
      const fields = () =>
        rootFields(document, operation.selectionSet).map((node) => ({
          node,
          def: type.getFields()[node.name.value],
        }))
      const within =
        known.get(operation) ?? fields().reduce((sum, { def }) => sum + most(def, operation), 0) <= limit
      known.set(operation, within)
      if (within) return

      const variables = coerceVariables(schema, operation, variableValues ?? {})
      // What is wrong with a variable by itself, execution says.
      if (!variables) return
      const ids = new Set<unknown>()
      let calls = 0
      for (const { node, def } of fields()) {
        const reads = readsOf(def)
        if (!def || !reads) calls += most(def, operation)
        else for (const id of reads.ids(getArgumentValues(def, node, variables.forArguments))) ids.add(id)
      }
      const actual = calls + ids.size
      if (actual > limit) {
        const message = `The operation would make ${actual} upstream calls; at most ${limit} are allowed`
        setResultAndStopExecution({ errors: [inputError(message, { limit, actual }, { nodes: operation })] })
      }
    },
  }
}

/** The most calls that a root field can cause, whatever its arguments. */
function most(
  def: GraphQLField<unknown, unknown> | undefined,
  { operation }: OperationDefinitionNode,
): number {
  if (operation === 'mutation') return 1
  return readsOf(def)?.most ?? 0
}

function readsOf(def: GraphQLField<unknown, unknown> | undefined): UpstreamReads | undefined {
  return def?.extensions['upstreamReads'] as UpstreamReads | undefined
}

/** The fields at the top of an operation, those of its fragments included. */
function rootFields(document: DocumentNode, set: SelectionSetNode, spread = new Set<string>()): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection]
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(document, selection.selectionSet, spread)
    const name = selection.name.value
    const fragment = document.definitions.find(
      (it) => it.kind === Kind.FRAGMENT_DEFINITION && it.name.value === name,
    )
    // Spread twice, a fragment still asks for the same fields once.
    if (spread.has(name) || fragment?.kind !== Kind.FRAGMENT_DEFINITION) return []
    spread.add(name)
    return rootFields(document, fragment.selectionSet, spread)
  })
}
