/** graphql-yoga with its defaults. */
import { createServer } from 'node:http'
import { createSchema, createYoga } from 'graphql-yoga'
import { createContext, resolvers, typeDefs } from './peer-schema.ts'

const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), context: createContext })
createServer(yoga).listen(Number(process.env['PORT']), '127.0.0.1')
