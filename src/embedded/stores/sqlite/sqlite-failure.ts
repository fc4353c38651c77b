/** The failures that have a remedy: https://www.sqlite.org/rescode.html */
const resultCodes = {
  SQLITE_BUSY: 5,
  SQLITE_READONLY: 8,
  SQLITE_IOERR: 10,
  SQLITE_CORRUPT: 11,
  SQLITE_FULL: 13,
  SQLITE_CANTOPEN: 14,
  SQLITE_NOTADB: 26,
} as const

export type ResultCode = keyof typeof resultCodes

/** The primary result code of a failure of SQLite; `undefined` for one without a remedy, and for any other error. */
export function resultCode(error: unknown): ResultCode | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined
  const primary = error.errcode & 0xff
  const names = Object.keys(resultCodes) as ResultCode[]
  return names.find((name) => resultCodes[name] === primary)
}

/**
 * A failure while serving, for the log: there `node:sqlite` gives all of them the code `ERR_SQLITE_ERROR`, and
 * an operator must tell a full disk from a damaged file. Any other error is handed back as it is.
 */
export function withResultCode(error: unknown): unknown {
  const code = resultCode(error)
  return code && error instanceof Error ? Object.assign(error, { code }) : error
}

/** The code of a failure of the operating system, such as `EACCES`; `undefined` for any other error. */
export function systemCode(error: unknown): string | undefined {
  const isOfSystem = error instanceof Error && 'syscall' in error && 'code' in error
  return isOfSystem && typeof error.code === 'string' ? error.code : undefined
}
