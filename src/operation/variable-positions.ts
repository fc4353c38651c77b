import {
  getNullableType,
  isScalarType,
  type ValidationContext,
  type ValidationRule,
  VariablesInAllowedPositionRule,
} from 'graphql'

/**
 * graphql-js's rule for the types of variables, without those in the list literal of a scalar.
 *
 * `fileIds: [$id]` is such a literal: graphql-js takes each of its items for a whole `CodeInterpreterFileIds`, and
 * would refuse every variable that holds one id. In a map (`{ user: $user }`) it leaves them alone, and so the
 * scalar has its say in both, once the variables are known.
 */
export const VariablesInAllowedPosition: ValidationRule = (context) =>
  VariablesInAllowedPositionRule(
    new Proxy(context, {
      get(target, name) {
        if (name === 'getRecursiveVariableUsages') return usagesOutsideScalars(context)
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    }),
  )

/** A scalar is the type around a variable in its list literal alone: elsewhere that is an input object, a list or none. */
function usagesOutsideScalars(context: ValidationContext): ValidationContext['getRecursiveVariableUsages'] {
  return (operation) =>
    context
      .getRecursiveVariableUsages(operation)
      .filter(({ parentType }) => !isScalarType(getNullableType(parentType)))
}
