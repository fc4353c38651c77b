import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { FieldCost } from '../core/field-cost.ts'
import { fragmentOf } from './fragments.ts'

/** What an operation costs at most. */
export interface Cost {
  /** Nodes in its response, repeats included. */
  nodes: number
  /** Upstream calls. */
  calls: number
}

/** What one `__schema` or `__type` counts for: it asks no upstream, and what it returns is large. */
const INTROSPECTION_NODES = 500

/** An operation with all that is needed to count. */
export interface CountedOperation {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  /** In the form that `getArgumentValues` wants. */
  variables: Record<string, unknown>
  /** What resolvers will get. */
  context: unknown
  /** Whether the upstream reads many ids with one call: each field is one call then, whatever its ids. */
  readsMany: boolean
}

/**
 * Adds up what an operation costs: a field for each of its parents, a fragment each time it is spread, a field with
 * `@skip` or `@include` as if it had none. It visits each field as often as it is selected, so their number must
 * have been limited before.
 *
 * @throws GraphQLError where a field refuses its arguments.
 */
export function costOf(counted: CountedOperation): Cost {
  const { schema, operation } = counted
  const count = new Count(counted)
  count.visit(operation.selectionSet, schema.getRootType(operation.operation), 1)
  return { nodes: count.nodes, calls: count.calls + count.ids.size }
}

class Count {
  nodes = 0
  calls = 0
  readonly ids = new Set<unknown>()
  readonly #counted: CountedOperation

  constructor(counted: CountedOperation) {
    this.#counted = counted
  }

  /**
   * @param times how many objects of this type there are at most.
   * @param page how many nodes each of them holds, where they are pages.
   */
  visit(
    { selections }: SelectionSetNode,
    type: GraphQLNamedType | undefined | null,
    times: number,
    page = 1,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        this.#visitField(selection, type, times, page)
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        this.visit(selection.selectionSet, this.#named(selection.typeCondition) ?? type, times, page)
      } else {
        const fragment = fragmentOf(this.#counted.document, selection.name.value)
        if (fragment) this.visit(fragment.selectionSet, this.#named(fragment.typeCondition), times, page)
      }
    }
  }

  #visitField(node: FieldNode, type: GraphQLNamedType | undefined | null, times: number, page: number): void {
    const { value: name } = node.name
    if (name === '__schema' || name === '__type') this.nodes += times * INTROSPECTION_NODES
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
    if (!field) return
    const cost = field.extensions['cost'] as FieldCost | undefined
    let inner = field.extensions['ofPage'] ? times * page : times
    let held = 1
    if (cost) {
      const { variables, operation, context, readsMany } = this.#counted
      const args = getArgumentValues(field, node, variables)
      const problem = cost.check?.(args, context)
      if (problem) throw new GraphQLError(problem.message, { nodes: node, extensions: problem.extensions })
      const nodes = cost.nodes(args)
      this.nodes += times * (nodes + (cost.extra?.(args) ?? 0))
      if (cost.isPage) held = nodes
      else inner = times * nodes
      if (readsMany) this.calls++
      else if (!cost.ids) this.calls += times
      else if (operation.operation === 'mutation') this.calls += times * cost.ids(args).length
      else for (const id of cost.ids(args)) this.ids.add(id)
    }
    if (node.selectionSet) this.visit(node.selectionSet, getNamedType(field.type), inner, held)
  }

  #named(node: NamedTypeNode | undefined): GraphQLNamedType | undefined {
    return node && this.#counted.schema.getType(node.name.value)
  }
}
