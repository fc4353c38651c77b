import pg from 'pg'
import { sqlState } from './failure.ts'

/**
 * Why a store cannot be opened, in one line that names hosts and database and says what to do. What the driver said, with
 * the name of the user, is its `cause`.
 *
 * @param label hosts and database.
 */
export function openFailure(label: string, error: unknown): Error {
  return new Error(`Cannot open the thread store at ${label}: ${remedy(error)}`, { cause: error })
}

const checkAddress = 'Start it, or check host and port in the URL.'
const otherSchema = 'Name another database, or a schema of its own: ?options=-c%20search_path%3Dthreads.'

/** What went wrong, and what the operator can do about it. */
function remedy(error: unknown): string {
  return stateRemedy(error) ?? systemRemedy(error) ?? messageOf(error)
}

function stateRemedy(error: unknown): string | undefined {
  const state = sqlState(error)
  switch (state) {
    case undefined:
      return undefined
    case '28P01':
      return 'the password or the user is wrong. Check both in the URL.'
    case '28000':
      return 'the server does not accept this user from here. Check pg_hba.conf, or add sslmode=require to the URL.'
    case '3D000':
      return 'there is no such database. Create it, or name another one.'
    case '3F000':
      return 'there is no schema to create tables in. Create the one that search_path names.'
    case '42501':
      return 'the user may not create tables. Grant CREATE on the schema, or start once as a user who may.'
    case '42P01':
    case '42703':
      return `it has tables of the same name that are not a thread store. ${otherSchema}`
    case '53100':
      return 'the disk of the server is full. Free some space, then start again.'
    case '53300':
      return 'the server has no connections left. Raise its max_connections, or lower DATABASE_POOL_SIZE.'
    case '55P03':
    case '57014':
      return 'another process has held a lock for too long. Stop that process, then start again.'
    case '57P03':
      return 'the server is starting or stopping. Try again in a moment.'
    default:
      return `${messageOf(error)} (SQLSTATE ${state}).`
  }
}

/** https://nodejs.org/api/errors.html#common-system-errors, and those of TLS: https://nodejs.org/api/tls.html */
function systemRemedy(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (code === undefined || error instanceof pg.DatabaseError) return undefined
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return `nothing listens there. ${checkAddress}`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name of the host is not known. Check it in the URL, and the DNS.'
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return `the host cannot be reached. ${checkAddress}`
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'the certificate of the server is for another host. Name that host in the URL, or use sslmode=verify-ca.'
    default:
      return isOfTls(code)
        ? `the certificate of the server is not trusted (${code}). Name its authority with sslrootcert.`
        : `the connection failed (${code}). ${checkAddress}`
  }
}

function isOfTls(code: string): boolean {
  return /CERT|ISSUER|SELF_SIGNED|UNABLE_TO|^ERR_(SSL|TLS)/.test(code)
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n', 1)[0] ?? message
}
