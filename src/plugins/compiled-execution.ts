import {
  BREAK,
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type Source,
  visit,
} from 'graphql'
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import type { ServerPlugin } from '../server-context.ts'
import { coerceVariables } from './variables.ts'

type Run = (root: unknown, context: unknown, variables: Record<string, unknown>) => unknown

/**
 * Runs operations that come again and again as compiled functions: a list of a hundred threads then takes a tenth of
 * the time. Variables are coerced by graphql-js all the same: the compiler takes every `ID` for GraphQL's own, and
 * would let any string pass.
 *
 * An operation with a literal for an argument is not compiled: such documents are rarely the same twice, and the
 * compiler writes the literal into its code. Neither is one with `@skip` or `@include`, which the compiler gets wrong
 * where fields merge or a fragment is spread more than once.
 *
 * @param after how often a document is interpreted before it is compiled, which is of use only where it comes again.
 */
export function useCompiledExecution(after: number): ServerPlugin {
  const known = new WeakMap<OperationDefinitionNode, { executions: number; run?: Run | undefined }>()

  function compiled(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): Run | undefined {
    const state = known.get(operation) ?? { executions: 0 }
    known.set(operation, state)
    if (state.executions++ === after) state.run = compile(schema, document, operation)
    return state.run
  }

  return {
    onExecute({ args, setExecuteFn }) {
      const { schema, document, operationName, contextValue, rootValue, variableValues } = args
      const operation = getOperationAST(document, operationName)
      const run = operation && compiled(schema, document, operation)
      if (!run) return
      const variables = coerceVariables(schema, operation, variableValues ?? {})
      // What is wrong with a variable, graphql-js says.
      if (variables) setExecuteFn(() => run(rootValue, contextValue, variables.values))
    },
  }
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Run | undefined {
  if (!isCompilable(document)) return undefined
  const query = compileQuery(schema, document, operation.name?.value)
  // What it cannot compile is interpreted.
  if (!isCompiledQuery(query)) return undefined
  const source = document.loc?.source
  return (root, context, variables) => {
    const result = query.query(root, context, variables)
    return 'then' in result ? result.then((it) => withPlaces(it, source)) : withPlaces(result, source)
  }
}

/**
 * Whether a document's arguments are variables, nothing in it has a directive or asks for the schema, and no name in
 * it means something to an object in JavaScript: to the compiled function, `__proto__` as an alias is no key like any
 * other.
 */
function isCompilable(document: DocumentNode): boolean {
  let compilable = true
  const refuse = () => {
    compilable = false
    return BREAK
  }
  visit(document, {
    Argument: ({ value }) => (value.kind === Kind.VARIABLE ? undefined : refuse()),
    Directive: refuse,
    Field: ({ name: { value } }) => (value.startsWith('__') && value !== '__typename' ? refuse() : undefined),
    Name: ({ value }) => (value in Object.prototype ? refuse() : undefined),
  })
  return compilable
}

/** Gives errors of compiled functions, which know their lines and columns alone, the form that graphql-js gives them. */
function withPlaces(result: ExecutionResult, source: Source | undefined): ExecutionResult {
  if (!result.errors || !source) return result
  const breaks = [...source.body.matchAll(/\r\n|[\n\r]/g)].map((it) => it.index + it[0].length)
  const lineStarts = [0, ...breaks]
  return {
    ...result,
    errors: result.errors.map(
      ({ message, path, originalError, extensions, locations = [] }) =>
        new GraphQLError(message, {
          source,
          positions: locations.map(({ line, column }) => (lineStarts[line - 1] ?? 0) + column - 1),
          path: path ?? null,
          originalError: originalError ?? null,
          extensions,
        }),
    ),
  }
}
