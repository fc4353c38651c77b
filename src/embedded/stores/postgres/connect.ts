import { Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import pg from 'pg'
import type { Host, Target } from './connection-url.ts'

/** An open connection to a server that takes writes. */
export interface Connection {
  readonly client: pg.Client
  readonly host: Host
  /** Whether the server is CockroachDB, which differs in some statements. */
  readonly isCockroach: boolean
  /** Ends it at once. What is under way on it fails. */
  destroy: () => void
}

/** Limits of time in milliseconds, 0 for none. */
export interface Timeouts {
  /** To connect to one host, until it can be used. */
  connect: number
  /** By which the server ends a statement. */
  statement: number
  /** For which the server lets a statement wait for a lock. */
  lock?: number
  /** After which a statement fails that the server has not responded to. */
  response: number
}

export interface Connector {
  /**
   * Connects to the first host that takes writes, beginning with the one that did so last.
   *
   * @throws what the last host failed with.
   */
  connect: (timeouts: Timeouts) => Promise<Connection>
  /** Begins with another host from now on: this one was found to take no writes. */
  avoid: (host: Host) => void
}

/** After how long without traffic, in milliseconds, the system asks whether the other side is still there. */
const KEEP_ALIVE_MS = 30_000

/** Opens connections to the hosts of a URL: pg itself knows one host. */
export function createConnector(target: Target): Connector {
  const { hosts } = target
  let first = 0

  function avoid(host: Host): void {
    if (hosts[first] === host) first = (first + 1) % hosts.length
  }

  async function connect(timeouts: Timeouts): Promise<Connection> {
    let failure: unknown
    for (const host of [...hosts.slice(first), ...hosts.slice(0, first)]) {
      try {
        return await connectTo(host, target, timeouts)
      } catch (error) {
        failure = error
        avoid(host)
      }
    }
    throw failure
  }

  return { connect, avoid }
}

interface Attempt {
  ssl: ConnectionOptions | false
  timeouts: Timeouts
}

/** Connects to one host, without what the URL or we would like and the server does not do. */
async function connectTo(host: Host, target: Target, timeouts: Timeouts): Promise<Connection> {
  let attempt: Attempt | undefined = { ssl: target.tls ?? false, timeouts }
  for (;;) {
    try {
      return await tryConnect(host, target, attempt)
    } catch (error) {
      attempt = withLess(attempt, target, error)
      if (!attempt) throw error
    }
  }
}

/** What to try next where a server does not do something that is optional. */
function withLess(attempt: Attempt, target: Target, error: unknown): Attempt | undefined {
  const { ssl, timeouts } = attempt
  if (ssl && target.tlsIsOptional && hasNoTls(error)) return { ...attempt, ssl: false }
  // PgBouncer, where it is not told to ignore them. Our own time for a response is still there.
  const sent = timeouts.statement > 0 || timeouts.lock
  if (sent && isUnknownParameter(error))
    return { ...attempt, timeouts: { ...timeouts, statement: 0, lock: 0 } }
  return undefined
}

function hasNoTls(error: unknown): boolean {
  return error instanceof Error && error.message === 'The server does not support SSL connections'
}

function isUnknownParameter(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.message.startsWith('unsupported startup parameter')
}

async function tryConnect(host: Host, target: Target, { ssl, timeouts }: Attempt): Promise<Connection> {
  const socket = new Socket()
  const client = new pg.Client({
    host: host.name,
    port: host.port,
    user: target.user,
    password: target.password,
    database: target.database,
    ssl,
    enableChannelBinding: target.channelBinding,
    application_name: target.applicationName,
    fallback_application_name: 'threads-graphql',
    options: target.options,
    statement_timeout: timeouts.statement || false,
    lock_timeout: timeouts.lock || undefined,
    query_timeout: timeouts.response,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: { getTypeParser },
    stream: () => socket,
  })
  // The query that is under way fails with it; without a listener the event would end the process.
  client.on('error', () => {})
  const destroy = () => {
    // So that pg takes it for an end that was asked for.
    client.end().catch(() => {})
    socket.destroy()
  }
  const deadline = Promise.withResolvers<never>()
  // Of our own: it holds while a name is looked up and while the server hangs, too.
  const timer = setTimeout(() => {
    deadline.reject(new Error(`no response within ${timeouts.connect} ms.`))
  }, timeouts.connect)
  try {
    const isCockroach = await Promise.race([prepareSession(client), deadline.promise])
    return { client, host, isCockroach, destroy }
  } catch (error) {
    destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** Connects, and refuses a server that takes no writes: a standby, or one that was set so. */
async function prepareSession(client: pg.Client): Promise<boolean> {
  await client.connect()
  const { rows } = await client.query(
    "SELECT version(), current_setting('transaction_read_only') AS read_only",
  )
  if (rows[0]?.read_only === 'on') throw new Error('the server takes no writes.')
  const isCockroach = String(rows[0]?.version).startsWith('CockroachDB')
  // Ours change different rows, which it cannot know: `thread_pairs` in `thread-writes.ts`.
  if (isCockroach) await client.query('SET enable_multiple_modifications_of_table = on')
  return isCockroach
}

const BIGINT = pg.types.builtins.INT8

/** Counts, times and hashes are bigint, and all of them are safe integers. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === BIGINT ? Number : pg.types.getTypeParser(oid, format)
