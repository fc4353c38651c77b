import {
  getNullableType,
  isScalarType,
  TypeInfo,
  type ValidationContext,
  type ValidationRule,
  type VariableNode,
  VariablesInAllowedPositionRule,
  visit,
  visitWithTypeInfo,
} from 'graphql'

/**
 * graphql-js's rule for the types of variables, without those in the list literal of a scalar.
 *
 * `fileIds: [$id]` is such a literal: graphql-js takes each of its items for a whole `CodeInterpreterFileIds`, and
 * would refuse every variable that holds one id. In a map (`{ user: $user }`) it leaves them alone, and so the
 * scalar has its say in both, once the variables are known.
 */
export const VariablesInAllowedPosition: ValidationRule = (context) => {
  const free = variablesInScalarLists(context)
  if (free.size === 0) return VariablesInAllowedPositionRule(context)
  const getRecursiveVariableUsages: ValidationContext['getRecursiveVariableUsages'] = (operation) =>
    context.getRecursiveVariableUsages(operation).filter(({ node }) => !free.has(node))
  return VariablesInAllowedPositionRule(
    new Proxy(context, {
      get(target, name) {
        if (name === 'getRecursiveVariableUsages') return getRecursiveVariableUsages
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    }),
  )
}

function variablesInScalarLists(context: ValidationContext): Set<VariableNode> {
  const info = new TypeInfo(context.getSchema())
  const found = new Set<VariableNode>()
  const collect = {
    Variable(node: VariableNode) {
      found.add(node)
    },
  }
  visit(
    context.getDocument(),
    visitWithTypeInfo(info, {
      ListValue(node) {
        // Inside a list, `TypeInfo` already speaks of its items.
        if (!isScalarType(getNullableType(info.getParentInputType()))) return undefined
        visit(node, collect)
        return false
      },
    }),
  )
  return found
}
