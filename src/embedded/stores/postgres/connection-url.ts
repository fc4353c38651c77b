import type { ConnectionOptions } from 'node:tls'
import { invalidUrl } from './invalid-url.ts'
import { type SslMode, sslModeOf, tlsOptions } from './tls.ts'

/** One server of a URL that may name several. */
export interface Host {
  /** A name, an address, or the folder of a Unix socket. */
  name: string
  port: number
}

/** What a URL says of a database and how to get to it. */
export interface Target {
  /** At least one; in the order in which they are tried. */
  hosts: readonly [Host, ...Host[]]
  user: string | undefined
  password: string | undefined
  database: string | undefined
  /** How connections are encrypted: `undefined` for not at all. */
  tls: ConnectionOptions | undefined
  /** Whether a server that does no TLS is taken all the same. */
  tlsIsOptional: boolean
  /** Whether the exchange of the password is bound to the TLS connection where the server offers it. */
  channelBinding: boolean
  applicationName: string | undefined
  /** Command-line options for the session, such as `-c search_path=threads`. */
  options: string | undefined
  /** For errors and logs: hosts and database, without user, password and parameters. */
  label: string
}

const DEFAULT_PORT = 5432

/** The parameters that a URL may have. */
const parameters = [
  'application_name',
  'channel_binding',
  'host',
  'options',
  'port',
  'ssl',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslrootcert',
  'target_session_attrs',
] as const

type Parameters = Partial<Record<(typeof parameters)[number], string>>

/**
 * Reads a URL as libpq does (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS):
 * `postgres://user:password@host:port/database?parameter=value`, with several hosts separated by commas, of which the
 * first that takes writes is used. `sslmode` means what it means there, and is `prefer` by default: encrypted where the
 * server can do that, and verified only by `verify-ca` and `verify-full`.
 *
 * @throws Error with one line that repeats nothing of the URL, which may hold a password in the wrong place.
 */
export function parsePostgresUrl(url: string): Target {
  const parts = /^postgres(?:ql)?:\/\/(?:([^/?#]*)@)?([^@/?#]*)(?:\/([^@/?#]*))?(?:\?([^#]*))?$/i.exec(url)
  if (!parts)
    throw invalidUrl('expected postgres://user:password@host:port/database. Percent-encode / ? # and @')
  const [, login = '', authority = '', path = '', query = ''] = parts
  const given = readParameters(query)
  const [user = '', ...password] = login.split(':')
  const database = decode(path) || undefined
  const hosts = readHosts(authority, given)
  refuseReaders(given.target_session_attrs)
  const mode = sslModeOf(given.sslmode, given.ssl)
  return {
    hosts,
    user: decode(user) || undefined,
    password: decode(password.join(':')) || undefined,
    database,
    tls: tlsOptions(mode, given),
    tlsIsOptional: isOptional(mode),
    channelBinding: given.channel_binding !== undefined && given.channel_binding !== 'disable',
    applicationName: given.application_name,
    options: given.options,
    label: `${hosts.map(labelOf).join(',')}${database ? `/${database}` : ''}`,
  }
}

function isOptional(mode: SslMode): boolean {
  return mode === 'prefer' || mode === 'allow'
}

function readParameters(query: string): Parameters {
  const given: Parameters = {}
  for (const [name, value] of new URLSearchParams(query.replaceAll('+', '%2B'))) {
    const known = parameters.find((parameter) => parameter === name)
    // A parameter that is not understood could be the one that was to make it safe.
    if (!known) throw invalidUrl(`it has an unknown parameter. Known are: ${parameters.join(', ')}`)
    given[known] = value
  }
  return given
}

/** The hosts before the path, or those of the parameters, which are lists as well. */
function readHosts(authority: string, given: Parameters): Target['hosts'] {
  const [first, ...others] = authority.split(',').map((text) => {
    const [, bracketed, plain = '', port] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? []
    if (bracketed === undefined && plain === '' && text !== '')
      throw invalidUrl('a host of it cannot be read')
    return { name: bracketed ?? decode(plain), port: readPort(port) }
  })
  const names = given.host?.split(',')
  const ports = given.port?.split(',')
  const listed = names?.map((name, n) => ({ name, port: readPort(ports?.[n] ?? ports?.[0]) }))
  const hosts = listed ?? [first ?? { name: '', port: DEFAULT_PORT }, ...others]
  const [one, ...more] = hosts.map(({ name, port }) => ({ name: name || 'localhost', port }))
  return one ? [one, ...more] : [{ name: 'localhost', port: DEFAULT_PORT }]
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw invalidUrl('a port of it is not a port')
  return port
}

/** A store writes: a server that is only read is none for it, and is never used. */
function refuseReaders(attributes = 'read-write'): void {
  if (['any', 'primary', 'read-write'].includes(attributes)) return
  throw invalidUrl('target_session_attrs must be read-write: the store writes')
}

function labelOf({ name, port }: Host): string {
  return name.startsWith('/') ? name : `${name.includes(':') ? `[${name}]` : name}:${port}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalidUrl('a % in it must be written as %25')
  }
}
