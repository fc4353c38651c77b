import type { GraphQLSchema } from 'graphql'
import { addEntities, addKey } from './gateway/entities.ts'
import { addNode } from './gateway/node.ts'
import { addSdl } from './gateway/sdl.ts'
import { createBuilder } from './graphql/builder.ts'
import { addNoun, type Noun } from './graphql/noun.ts'
import { threadNoun } from './resources/thread/noun.ts'

/** What the API is about. */
const nouns: readonly Noun[] = [threadNoun]

const readsDescription = 'Reads. The reads of an operation are batched, and each thread is read once.'
const writesDescription =
  'Writes. A document that breaks a limit is refused as a whole, before any of its mutations runs. Each mutation is sent upstream at most once.'
const changesDescription =
  'Changes as they happen, over Server-Sent Events (`Accept: text/event-stream`) or WebSocket (`graphql-transport-ws`).'

export interface SchemaOptions {
  /**
   * Put before the name of every type that has it not in it, so that `Metadata` of this subgraph and of another
   * one do not meet: with `Thread`, `Metadata` is `ThreadMetadata`, and `Thread` stays. `DateTime` is the same
   * everywhere, and stays too. Default: none.
   */
  typePrefix?: string | undefined
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
export function createSchema(options: SchemaOptions = {}): GraphQLSchema {
  return schemaOf(nouns, options)
}

/** The same for any nouns. */
export function schemaOf(
  nouns: readonly Noun[],
  { typePrefix, node = false }: SchemaOptions = {},
): GraphQLSchema {
  const begin = () => {
    const builder = createBuilder({ typePrefix })
    builder.queryType({ description: readsDescription })
    builder.mutationType({ description: writesDescription })
    builder.subscriptionType({ description: changesDescription })
    const entities = nouns.flatMap((noun) => addNoun(builder, noun))
    entities.forEach(addKey)
    if (node) addNode(builder, entities)
    return { builder, entities }
  }
  const { builder, entities } = begin()
  addSdl(builder, () => begin().builder.build())
  addEntities(builder, entities)
  return builder.build()
}

/** The executable schema as the command serves it. */
export const schema: GraphQLSchema = createSchema()
