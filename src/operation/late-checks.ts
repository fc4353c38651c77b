import {
  BREAK,
  type DocumentNode,
  type GraphQLSchema,
  getNullableType,
  isNonNullType,
  isScalarType,
  type OperationDefinitionNode,
  separateOperations,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { inputError } from '../core/errors.ts'

/** Throws when these variables make a value of the document illegal. */
export type LateCheck = (variables: Record<string, unknown>) => void

/**
 * Finds the values of one operation, its fragments included, that only its variables complete: a variable inside a
 * scalar's literal (`metadata: { user: $user }`), and a nullable variable where null is not allowed. GraphQL looks at
 * them when their field is executed; earlier mutations of the document have run by then.
 */
export function findLateChecks(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): LateCheck[] {
  // Keeping track of types takes long, and most operations have nothing to look at.
  if (!operation.variableDefinitions?.length) return []
  const checks: LateCheck[] = []
  const info = new TypeInfo(schema)
  const nullable = new Set(
    operation.variableDefinitions
      ?.filter(({ type }) => type.kind !== 'NonNullType')
      .map((it) => it.variable.name.value),
  )
  if (nullable.size === 0 && !literalHoldsVariable(document)) return []
  const enterLiteral = (node: ValueNode, type: unknown) => {
    if (!isScalarType(type)) return undefined
    if (holdsVariable(node)) checks.push((variables) => type.parseLiteral(node, variables))
    return false
  }
  visit(
    separateOperations(document)[operation.name?.value ?? ''] ?? document,
    visitWithTypeInfo(info, {
      VariableDefinition: () => false,
      ObjectValue: (node) => enterLiteral(node, getNullableType(info.getInputType())),
      // Inside a list, `TypeInfo` already speaks of its items.
      ListValue: (node) => enterLiteral(node, getNullableType(info.getParentInputType())),
      Variable(node) {
        const type = info.getInputType()
        const name = node.name.value
        if (!isNonNullType(type) || !nullable.has(name)) return
        const hasDefault = info.getDefaultValue() !== undefined
        checks.push((variables) => {
          const value = variables[name]
          if (value === null || (value === undefined && !hasDefault)) {
            throw inputError(`The variable $${name} is null; ${type} is required`, {}, { nodes: node })
          }
        })
      },
    }),
  )
  return checks
}

function literalHoldsVariable(document: DocumentNode): boolean {
  let depth = 0
  let found = false
  const literal = { enter: () => void depth++, leave: () => void depth-- }
  visit(document, {
    ListValue: literal,
    ObjectValue: literal,
    Variable() {
      if (depth === 0) return undefined
      found = true
      return BREAK
    },
  })
  return found
}

function holdsVariable(literal: ValueNode): boolean {
  let found = false
  visit(literal, {
    Variable() {
      found = true
      return BREAK
    },
  })
  return found
}
