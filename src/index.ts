/**
 * threads-graphql as a library: `await createApp(readConfig(process.env))` gives a fetch handler and a Node listener;
 * `schema` is the executable schema, whose resolvers want a `Context`; `createSchema` makes one that fits into a
 * larger graph.
 */

export { type App, type AppOptions, createApp } from './app.ts'
export { type Config, ConfigError, readConfig } from './config/config.ts'
export { type ErrorCode, errorCodes, type InputProblem, type UpstreamAnswer } from './core/errors.ts'
export { type Context, createContext } from './graphql/context.ts'
export { createSchema, type SchemaOptions, schema } from './schema.ts'
export type { Caller, Upstream } from './upstream/upstream.ts'
