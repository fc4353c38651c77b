import type { GraphQLError } from 'graphql'

/**
 * What a field costs, for its coerced arguments. Fields say it on themselves (`extensions: { cost }`), so that the
 * cost of an operation is known before it runs. A field that says nothing costs nothing.
 */
export interface FieldCost<Args = Record<string, unknown>, Context = unknown> {
  /** The most nodes that it returns under each of its parents. What it selects is counted for each of them. */
  nodes: (args: Args) => number
  /** Whether it returns one object that holds these nodes, in its fields that are `ofPage`. Default: false. */
  isPage?: boolean
  /** Nodes that it counts for beside those, as where it has to look at many. Default: none. */
  extra?: (args: Args) => number
  /** The ids that it reads or changes upstream: a call for each, once for all reads of an operation. Default: one call. */
  ids?: (args: Args) => readonly unknown[]
  /**
   * Why these arguments refuse the operation, for their own sake or because the upstream cannot do that at all; undefined
   * where they do not. Nothing of the operation has run by then, and nothing may be sent.
   */
  check?: (args: Args, context: Context) => GraphQLError | undefined
}

/** The cost of a field that returns one node and reads no ids, as a mutation of one thread does. */
export const oneNode: FieldCost = { nodes: () => 1 }

/** On a field of a page, as `extensions`: it holds the nodes of the page. */
export const ofPage = { ofPage: true }
