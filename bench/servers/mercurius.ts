/** Mercurius on Fastify, compiling what it has run once. */
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { createContext, resolvers, typeDefs } from './peer-schema.ts'

const app = Fastify()
app.register(mercurius, { schema: typeDefs, resolvers, jit: 1, context: createContext })
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' })
