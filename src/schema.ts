import type { GraphQLSchema } from 'graphql'
import { withGatewayFields } from './gateway/gateway-fields.ts'
import { withNode } from './gateway/node.ts'
import { withTypePrefix } from './gateway/type-prefix.ts'
import { builder } from './graphql/builder.ts'
import { withIdScalar } from './graphql/scalars/with-id-scalar.ts'
import './resources/thread/queries.ts'
import './resources/thread/create-thread.ts'
import './resources/thread/update-thread.ts'
import './resources/thread/delete-thread.ts'

export interface SchemaOptions {
  /**
   * Put before the name of every type that has it not in it, so that `Metadata` of this subgraph and of another
   * one do not meet: with `Thread`, `Metadata` is `ThreadMetadata`, and `Thread` stays. `DateTime` is the same
   * everywhere, and stays too. Default: none.
   */
  typePrefix?: string
  /**
   * Whether there is `interface Node` and `node(id)`, for Relay's refetchable fragments. Default: false, since it
   * meets those of other subgraphs.
   */
  node?: boolean
}

/**
 * The executable schema, in the order of its definitions, with what gateways ask for.
 *
 * @throws Error when names of types cannot begin with `typePrefix`.
 */
export function createSchema({ typePrefix, node = false }: SchemaOptions = {}): GraphQLSchema {
  const built = builder.toSchema({ sortSchema: false })
  const named = typePrefix ? withTypePrefix(built, typePrefix) : built
  return withIdScalar(withGatewayFields(node ? withNode(named) : named))
}

/** The executable schema as the command serves it. */
export const schema: GraphQLSchema = createSchema()
