import {
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
  const checks: LateCheck[] = []
  const info = new TypeInfo(schema)
  const nullable = new Set(
    operation.variableDefinitions
      ?.filter(({ type }) => type.kind !== 'NonNullType')
      .map((it) => it.variable.name.value),
  )
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

function holdsVariable(literal: ValueNode): boolean {
  let found = false
  visit(literal, {
    Variable() {
      found = true
    },
  })
  return found
}
