import {
  type DocumentNode,
  type GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { inputError } from '../core/errors.ts'
import { fragmentOf } from './fragments.ts'

/** The most that an operation may have, its fragments included. */
export interface OperationLimits {
  maxDepth: number
  maxFields: number
  maxAliases: number
  maxDirectives: number
  maxMutations: number
}

/** Levels of selections, fragments among them: execution calls itself for each, and its stack has an end. */
const MAX_NESTING = 1000

interface Size {
  depth: number
  nesting: number
  aliases: number
  directives: number
  /** Fields at all levels. */
  fields: number
  /** Fields at the top. */
  rootFields: number
}

const nothing: Size = { depth: 0, nesting: 0, aliases: 0, directives: 0, fields: 0, rootFields: 0 }

/** Fields of an operation at all levels, those of a fragment counted each time it is spread. */
export function fieldCountOf(document: DocumentNode, operation: OperationDefinitionNode): number {
  return measurer(document)(operation).fields
}

/**
 * What is too large in a document. Each fragment is measured once and counted each time it is spread, so this takes
 * time in proportion to the text, also for fragments that multiply each other.
 */
export function oversize(document: DocumentNode, limits: OperationLimits): GraphQLError[] {
  const measure = measurer(document)
  return document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .flatMap((operation) => check(operation, measure(operation), limits))
}

function check(operation: OperationDefinitionNode, size: Size, limits: OperationLimits): GraphQLError[] {
  const name = operation.name ? `The operation ${operation.name.value}` : 'The operation'
  const tooMuch = (actual: number, limit: number, what: string) =>
    actual > limit
      ? [
          inputError(
            `${name} has ${actual} ${what}; at most ${limit} are allowed`,
            { limit, actual },
            { nodes: operation },
          ),
        ]
      : []
  return [
    ...tooMuch(size.depth, limits.maxDepth, 'levels of fields'),
    ...tooMuch(size.nesting, MAX_NESTING, 'levels of selections'),
    ...tooMuch(size.fields, limits.maxFields, 'fields'),
    ...tooMuch(size.aliases, limits.maxAliases, 'aliases'),
    ...tooMuch(size.directives, limits.maxDirectives, 'directives'),
    ...(operation.operation === 'mutation' ? tooMuch(size.rootFields, limits.maxMutations, 'mutations') : []),
  ]
}

function measurer(document: DocumentNode): (operation: OperationDefinitionNode) => Size {
  const known = new Map<string, Size>()

  function measureFragment(name: string): Size {
    const size = known.get(name)
    if (size) return size
    // Until it is measured a fragment counts for nothing: one that holds itself is refused by validation.
    known.set(name, nothing)
    const fragment = fragmentOf(document, name)
    const measured = fragment ? measureSet(fragment.selectionSet) : nothing
    known.set(name, measured)
    return measured
  }

  function measureSet(set: SelectionSetNode | undefined): Size {
    const total = { ...nothing }
    for (const selection of set?.selections ?? []) {
      const isField = selection.kind === Kind.FIELD
      // Introspection is deep by nature, and handled without any upstream call.
      const isIntrospection = isField && selection.name.value.startsWith('__')
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? measureFragment(selection.name.value)
          : measureSet(selection.selectionSet)
      total.depth = Math.max(total.depth, isIntrospection ? 1 : inner.depth + (isField ? 1 : 0))
      total.nesting = Math.max(total.nesting, inner.nesting + 1)
      total.aliases += inner.aliases + (isField && selection.alias ? 1 : 0)
      total.directives += inner.directives + (selection.directives?.length ?? 0)
      total.fields += inner.fields + (isField ? 1 : 0)
      total.rootFields += isField ? 1 : inner.rootFields
    }
    return total
  }

  return (operation) => {
    const size = measureSet(operation.selectionSet)
    return { ...size, directives: size.directives + (operation.directives?.length ?? 0) }
  }
}
