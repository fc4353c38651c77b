import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql'

/** The variables of an operation as its fields get them. */
export interface CoercedVariables {
  /** The value of each variable, by name. */
  values: Record<string, unknown>
  /** The form in which graphql-js wants them in `getArgumentValues`. */
  forArguments: Record<string, unknown>
}

/** Coerces variables as execution will; undefined where one is wrong by itself, which execution then says. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  raw: Record<string, unknown>,
): CoercedVariables | undefined {
  const outcome: object = getVariableValues(schema, variableDefinitions, raw)
  // graphql 17 wraps what graphql 16 answers, and wants the wrapping back.
  if ('variableValues' in outcome) {
    const forArguments = Object(outcome.variableValues)
    return { values: forArguments.coerced, forArguments }
  }
  return 'coerced' in outcome
    ? { values: Object(outcome.coerced), forArguments: Object(outcome.coerced) }
    : undefined
}
