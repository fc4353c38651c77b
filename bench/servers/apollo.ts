/** Apollo Server with its defaults, on its own HTTP server. */
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { type Context, createContext, resolvers, typeDefs } from './peer-schema.ts'

const server = new ApolloServer<Context>({ typeDefs, resolvers })
await startStandaloneServer(server, {
  listen: { port: Number(process.env['PORT']), host: '127.0.0.1' },
  context: async () => createContext(),
})
