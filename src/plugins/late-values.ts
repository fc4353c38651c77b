import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNullableType,
  getOperationAST,
  isNonNullType,
  isScalarType,
  type OperationDefinitionNode,
  separateOperations,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { inputError } from '../errors.ts'
import type { ServerPlugin } from '../server-context.ts'
import { coerceVariables } from './variables.ts'

type Variables = Record<string, unknown>

/** Throws when these variables make a value of the document illegal. */
type LateCheck = (variables: Variables) => void

/**
 * Checks what validation cannot know, before anything runs.
 *
 * A variable inside a scalar's literal (`metadata: { user: $user }`), and a nullable variable where null is
 * not allowed, are looked at by GraphQL when their field's turn comes; earlier mutations of the document
 * have run by then. Here the whole document is refused first. A document that has neither costs one look-up.
 */
export function useLateValues(): ServerPlugin {
  const known = new WeakMap<DocumentNode, Map<string, LateCheck[]>>()

  function checksOf(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): LateCheck[] {
    const byOperation = known.get(document) ?? new Map<string, LateCheck[]>()
    known.set(document, byOperation)
    const name = operation.name?.value ?? ''
    const checks = byOperation.get(name) ?? findChecks(schema, document, operation)
    byOperation.set(name, checks)
    return checks
  }

  return {
    onExecute({ args: { schema, document, operationName, variableValues }, setResultAndStopExecution }) {
      const operation = getOperationAST(document, operationName)
      const checks = operation ? checksOf(schema, document, operation) : []
      if (!operation || checks.length === 0) return
      const variables = coerceVariables(schema, operation, variableValues ?? {})
      // What is wrong with a variable by itself, execution says.
      if (!variables) return
      const errors = checks.flatMap((check) => errorOf(check, variables.values))
      if (errors.length > 0) setResultAndStopExecution({ errors })
    },
  }
}

/** Finds the values of one operation, its fragments included, that only its variables complete. */
function findChecks(
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

function errorOf(check: LateCheck, variables: Variables): GraphQLError[] {
  try {
    check(variables)
    return []
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
}
