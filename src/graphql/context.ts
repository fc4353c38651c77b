import type { OpenAI } from '../upstream/client.ts'
import type { Subject } from '../upstream/failure.ts'
import { type Caller, type Upstream, upstreamFor } from '../upstream/upstream.ts'

/** What resolvers get: the loaders of one operation, and the upstream on behalf of its caller. */
export interface Context {
  /** Returns what a definition makes: once per operation, when it is first used. */
  use: <T>(definition: Definition<T>) => T
  /** The upstream, with errors that are worded for what the calls are about. */
  upstream: (subject: Subject) => Upstream
  /** Called with the number of ids that a loader loads together. */
  onBatch?: ((size: number) => void) | undefined
  /** Forgets what was loaded, as between two events of a subscription. */
  renew: () => void
}

/** Something that each operation has one of: see `defineLoader` and `definePort`. */
export interface Definition<T> {
  make: (context: Context) => T
}

/**
 * Defines a loader. It is never shared between operations: it remembers what one caller saw.
 *
 * @example const threadLoader = defineLoader((context) => new DataLoader(…)); context.use(threadLoader).load(id)
 */
export function defineLoader<Loader>(make: (context: Context) => Loader): Definition<Loader> {
  return { make }
}

/** Implements a port over what one kind of upstream speaks. */
export interface Dialect<Port, Rest extends readonly unknown[] = []> {
  /** What its calls are about. */
  readonly subject: Subject
  new (upstream: Upstream, ...rest: Rest): Port
}

/** Defines a port to the upstream, with the dialect that it speaks unless the context is given another one. */
export function definePort<Port>(dialect: Dialect<Port>): Definition<Port> {
  return { make: speaking(dialect) }
}

/** A port with the dialect that it is to speak. */
export interface SpokenDialect {
  port: Definition<unknown>
  make: (context: Context) => unknown
}

/** Has a port speak this dialect, with what else that needs: for `dialects` of `createContext`. */
export function speak<Port, Rest extends readonly unknown[]>(
  port: Definition<Port>,
  dialect: Dialect<Port, Rest>,
  ...rest: Rest
): SpokenDialect {
  return { port, make: speaking(dialect, ...rest) }
}

function speaking<Port, Rest extends readonly unknown[]>(
  Dialect: Dialect<Port, Rest>,
  ...rest: Rest
): (context: Context) => Port {
  return ({ upstream }) => new Dialect(upstream(Dialect.subject), ...rest)
}

export interface ContextOptions {
  /** What the upstream speaks. Default: the dialect that each port is defined with. */
  dialects?: readonly SpokenDialect[]
  /** Called with the number of ids that a loader loads together. */
  onBatch?: (size: number) => void
}

/** The context of one operation. */
export function createContext(
  client: OpenAI,
  caller: Caller,
  { dialects = [], onBatch }: ContextOptions = {},
): Context {
  const made = new Map<Definition<unknown>, unknown>()
  const context: Context = {
    use<T>(definition: Definition<T>): T {
      // What is kept under a definition was made by it, or by the dialect of a port of the same type.
      if (made.has(definition)) return made.get(definition) as T
      const { make } = dialects.find(({ port }) => port === definition) ?? definition
      const value = make(context)
      made.set(definition, value)
      return value as T
    },
    upstream: (subject) => upstreamFor(client, caller, subject),
    onBatch,
    renew: () => made.clear(),
  }
  return context
}
