import {
  BREAK,
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLErrorOptions,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type Source,
  type SourceLocation,
  visit,
} from 'graphql'
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import { LRUCache } from 'lru-cache'
import { fieldCountOf } from './size.ts'

/** An operation as a function. */
export type Run = (
  root: unknown,
  context: unknown,
  variables: Record<string, unknown>,
) => ExecutionResult | Promise<ExecutionResult>

/** Fields of an operation that is compiled, fragments counted at each spread: compiling takes about 0.1 ms for each. */
const MAX_FIELDS = 100
/** Fields of all compiled operations that are kept. */
const MAX_KEPT_FIELDS = 2000

/**
 * Compiles operations that come again and again: a list of a hundred threads then takes a tenth of the time. What is
 * compiled, and what is kept of it, is bounded by its fields.
 *
 * An operation with a literal for an argument is not compiled: such documents are rarely the same twice, and the
 * compiler writes the literal into its code. Neither is one with `@skip` or `@include`, which the compiler gets wrong
 * where fields merge or a fragment is spread more than once.
 *
 * @param after how often an operation is interpreted before it is compiled.
 * @returns a function that gives the compiled form of an operation; undefined where it is to be interpreted.
 */
export function createCompiler(after: number) {
  const executions = new WeakMap<OperationDefinitionNode, number>()
  const kept = new LRUCache<OperationDefinitionNode, { run: Run; fields: number }>({
    maxSize: MAX_KEPT_FIELDS,
    sizeCalculation: ({ fields }) => fields,
  })

  return (
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): Run | undefined => {
    const known = kept.get(operation)
    if (known) return known.run
    const count = executions.get(operation) ?? 0
    if (count < after) {
      executions.set(operation, count + 1)
      return undefined
    }
    if (count === NEVER) return undefined
    const fields = fieldCountOf(document, operation)
    // graphql 17 takes an operation that selects nothing; the compiler does not.
    const isSmall = fields > 0 && fields <= MAX_FIELDS
    const run = isSmall ? compile(schema, document, operation) : undefined
    // Where it is dropped later, it has to come as often again.
    executions.set(operation, run ? 0 : NEVER)
    if (run) kept.set(operation, { run, fields })
    return run
  }
}

/** The count of an operation that cannot be compiled. */
const NEVER = Number.POSITIVE_INFINITY

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Run | undefined {
  if (!isCompilable(document)) return undefined
  const query = compileQuery(schema, document, operation.name?.value)
  // What it cannot compile is interpreted.
  if (!isCompiledQuery(query)) return undefined
  const locate = locator(document.loc?.source)
  return (root, context, variables) => {
    const result = query.query(root, context, variables)
    return 'then' in result ? result.then((it) => withLocations(it, locate)) : withLocations(result, locate)
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

type Locate = (locations: readonly SourceLocation[]) => Pick<GraphQLErrorOptions, 'source' | 'positions'>

/** Finds the positions of lines and columns; none where the document does not know its source. */
function locator(source: Source | undefined): Locate {
  if (!source) return () => ({})
  let lineStarts: number[] | undefined
  return (locations) => {
    lineStarts ??= [0, ...[...source.body.matchAll(/\r\n|[\n\r]/g)].map((it) => it.index + it[0].length)]
    const starts = lineStarts
    return { source, positions: locations.map(({ line, column }) => (starts[line - 1] ?? 0) + column - 1) }
  }
}

/** Gives errors of compiled functions, which know their lines and columns alone, the form that graphql-js gives them. */
function withLocations(result: ExecutionResult, locate: Locate): ExecutionResult {
  if (!result.errors) return result
  return {
    ...result,
    errors: result.errors.map(
      ({ message, path, originalError, extensions, locations = [] }) =>
        new GraphQLError(message, {
          ...locate(locations),
          path: path ?? null,
          originalError: originalError ?? null,
          extensions,
        }),
    ),
  }
}
