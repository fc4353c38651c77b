import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { invalidUrl } from './invalid-url.ts'

const sslModes = ['disable', 'allow', 'prefer', 'require', 'no-verify', 'verify-ca', 'verify-full'] as const

export type SslMode = (typeof sslModes)[number]

/** The files of a URL, as libpq calls them; `system` for the authorities that Node knows. */
interface TlsFiles {
  sslrootcert?: string
  sslcert?: string
  sslkey?: string
}

/**
 * The mode that the parameters of a URL ask for, as libpq has it: `prefer` by default, and `ssl=true` for `require`.
 * Besides, `no-verify`, by which other clients of Node say `require` without any authority.
 */
export function sslModeOf(sslmode: string | undefined, ssl: string | undefined): SslMode {
  if (sslmode === undefined) return ssl === 'true' || ssl === '1' ? 'require' : 'prefer'
  const mode = sslModes.find((known) => known === sslmode)
  if (!mode) throw invalidUrl(`sslmode must be one of ${sslModes.join(', ')}`)
  return mode
}

/**
 * How a connection is encrypted. The certificate of the server is verified by `verify-ca`, its host name too by
 * `verify-full`; with `sslrootcert`, `require` is `verify-ca` (https://www.postgresql.org/docs/current/libpq-ssl.html).
 *
 * @returns undefined where it is not.
 * @throws Error with one line when a file cannot be read.
 */
export function tlsOptions(mode: SslMode, files: TlsFiles): ConnectionOptions | undefined {
  if (mode === 'disable') return undefined
  const { sslrootcert: authority, sslcert, sslkey } = files
  const own: ConnectionOptions = {
    ...(sslcert !== undefined && { cert: readTlsFile('sslcert', sslcert) }),
    ...(sslkey !== undefined && { key: readTlsFile('sslkey', sslkey) }),
  }
  if (authority === 'system' || (mode === 'verify-full' && authority === undefined)) return own
  if (authority === undefined) {
    if (mode === 'verify-ca') throw invalidUrl('sslmode=verify-ca needs sslrootcert. Or use verify-full')
    return { ...own, rejectUnauthorized: false }
  }
  const verified = { ...own, ca: readTlsFile('sslrootcert', authority) }
  if (mode === 'verify-full') return verified
  if (mode === 'verify-ca' || mode === 'require') return { ...verified, checkServerIdentity: () => undefined }
  return { ...own, rejectUnauthorized: false }
}

function readTlsFile(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unreadable'
    throw new Error(
      `The file that ${parameter} in the URL of the thread store names cannot be read: ${code}.`,
    )
  }
}
