/**
 * threads-graphql as a library: `await createApp(readConfig(process.env))` gives a fetch handler and a Node listener;
 * `schema` is the executable schema, whose resolvers want a `Context`, of which plugins get the loader and the port of
 * the operation with `context.use(threadLoader)` and `context.use(threadsApi)`; `createSchema` makes one that fits into a
 * larger graph.
 */

export { type App, type AppOptions, createApp } from './app.ts'
export { type Config, ConfigError, readConfig } from './config/config.ts'
export { type ErrorCode, errorCodes, type InputProblem, type UpstreamResponse } from './core/errors.ts'
export {
  type Context,
  type ContextOptions,
  createContext,
  type Definition,
  type Dialect,
  type SpokenDialect,
  speak,
} from './graphql/context.ts'
export type { ThreadsApi } from './resources/thread/api.ts'
export { type ThreadLoader, threadLoader } from './resources/thread/loader.ts'
export { threadsApi } from './resources/thread/port.ts'
export { createSchema, type SchemaOptions, schema } from './schema.ts'
export type { Subject } from './upstream/failure.ts'
export type { Caller, Upstream } from './upstream/upstream.ts'
