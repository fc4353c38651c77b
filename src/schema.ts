import type { GraphQLSchema } from 'graphql'
import { builder } from './builder.ts'
import './thread/queries.ts'
import './thread/create-thread.ts'
import './thread/update-thread.ts'
import './thread/delete-thread.ts'

/** The executable schema, in the order of its definitions. */
export const schema: GraphQLSchema = builder.toSchema({ sortSchema: false })
