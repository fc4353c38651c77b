/** The token of an `Authorization: Bearer` header, whatever the case of the scheme; undefined where there is none. */
export function bearerToken(headers: Headers | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(headers?.get('authorization')?.trim() ?? '')?.[1]
}
