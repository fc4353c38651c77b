import { setTimeout as delay } from 'node:timers/promises'
import { StoreBusyError, type StoreOptions, StoreOutcomeUnknownError } from '../store.ts'
import { type Connection, createConnector, type Timeouts } from './connect.ts'
import type { Target } from './connection-url.ts'
import { fateOf, hasNoResponse, isReadOnly, sqlState } from './failure.ts'
import { createPool } from './pool.ts'

/** A statement that each connection prepares once. */
export interface Statement {
  /** Unique: what the server calls it. */
  readonly name: string
  readonly text: string
}

/** One row, in the order of the columns of its statement. */
export type Row = readonly unknown[]

/** When something must be over, on the clock of `performance.now()`. */
export type Deadline = number

/** A database whose connections come and go. */
export interface Database {
  /**
   * Runs a statement that changes nothing. Where its connection is lost, it runs again on another one.
   *
   * @param failsAway whether to fail as soon as the database cannot be reached.
   * @throws StoreBusyError where it did not get a response in time.
   */
  read: (statement: Statement, values: unknown[], failsAway?: boolean) => Promise<readonly Row[]>
  /**
   * Runs a statement that changes something, once: it is sent again only where it surely was not done.
   *
   * @throws StoreBusyError where it was not done, for want of time.
   * @throws StoreOutcomeUnknownError where it may have been done.
   */
  write: (statement: Statement, values: unknown[], deadline: Deadline) => Promise<readonly Row[]>
  /** How long, in milliseconds, something may wait. */
  readonly timeout: number
  /** Opens a connection outside of the pool, with which the caller does as it likes. */
  connect: () => Promise<Connection>
  /** Closes all connections that are not in use, and the others once they are not. */
  close: () => Promise<void>
}

const defaults = { timeout: 5000, connectTimeout: 5000, poolSize: 10 } as const

/** By how much our time for a response is longer than the server's for a statement, in milliseconds. */
const GRACE_MS = 500

/** How many connections a read may lose before it fails: one that has the server crash must not do so again and again. */
const MAX_LOST = 3

/** The longest pause, in milliseconds, before a statement is sent again. */
const MAX_PAUSE_MS = 100

export function timeoutsOf({
  timeout = defaults.timeout,
  connectTimeout = defaults.connectTimeout,
}: StoreOptions): Timeouts {
  return { connect: connectTimeout, statement: timeout, response: timeout + GRACE_MS }
}

export function openDatabase(target: Target, options: StoreOptions): Database {
  const { timeout = defaults.timeout, poolSize = defaults.poolSize } = options
  const connector = createConnector(target)
  const timeouts = timeoutsOf(options)
  const connect = () => connector.connect(timeouts)
  const pool = createPool(poolSize, connect)

  /** Runs a statement on a connection, and releases it. */
  async function runOn(
    connection: Connection,
    { name, text }: Statement,
    values: unknown[],
  ): Promise<readonly Row[]> {
    let isUsable = true
    try {
      const { rows } = await connection.client.query({ name, text, values, rowMode: 'array' })
      return rows
    } catch (error) {
      isUsable = staysUsable(error)
      if (speaksOfHost(error)) {
        connector.avoid(connection.host)
        pool.discardIdle()
      }
      throw error
    } finally {
      pool.release(connection, isUsable)
    }
  }

  /**
   * Runs a statement until it is done, or its fate is told by an error of the store.
   *
   * @param mayBeLost how many times the connection may be lost while it is under way.
   */
  async function run(
    statement: Statement,
    values: unknown[],
    deadline: Deadline,
    mayBeLost: number,
    failsAway = false,
  ): Promise<readonly Row[]> {
    let lost = 0
    for (let tries = 0; ; tries++) {
      const connection = await pool.acquire(remaining(deadline), failsAway)
      try {
        return await runOn(connection, statement, values)
      } catch (cause) {
        const fate = fateOf(cause)
        if (fate === 'refused') throw cause
        if (fate === 'busy')
          throw new StoreBusyError(`The database refused it: ${sqlState(cause)}.`, { cause })
        if (fate === 'lost' && lost++ >= mayBeLost) throw lostError(cause, mayBeLost > 0)
        if (remaining(deadline) === 0) throw new StoreBusyError(`It took more than ${timeout} ms.`, { cause })
      }
      // Other transactions get out of the way, and of other connections it is known that they are lost, too.
      await delay(Math.random() * Math.min(2 ** tries, MAX_PAUSE_MS))
    }
  }

  return {
    timeout,
    connect,
    close: pool.close,

    read(statement, values, failsAway) {
      return run(statement, values, performance.now() + timeout, MAX_LOST, failsAway)
    },

    write(statement, values, deadline) {
      return run(statement, values, deadline, 0)
    },
  }
}

/** The milliseconds until a deadline; 0 once it has passed. */
export function remaining(deadline: Deadline): number {
  return Math.max(0, Math.ceil(deadline - performance.now()))
}

/** Whether others may use a connection after an error on it. */
function staysUsable(error: unknown): boolean {
  const fate = fateOf(error)
  return fate !== 'lost' && fate !== 'unsent'
}

/** Whether an error is one that other connections to the host would meet as well. */
function speaksOfHost(error: unknown): boolean {
  return isReadOnly(error) || hasNoResponse(error)
}

function lostError(cause: unknown, isRead: boolean): Error {
  return isRead
    ? new StoreBusyError('The connection to the database was lost, again and again.', { cause })
    : new StoreOutcomeUnknownError('The connection to the database was lost during a write.', { cause })
}
