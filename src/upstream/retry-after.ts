/** The three forms of a date in HTTP, from "Sun, 06 Nov 1994 08:49:37 GMT" to "Sun Nov  6 08:49:37 1994". */
const HTTP_DATE = /^[A-Z][a-z]+,? .*\d\d:\d\d:\d\d( GMT| \d{4})$/

/**
 * How long a response asks its caller to wait, in milliseconds; undefined where it does not say.
 * `Retry-After` holds seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim()
  if (!value) return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  // `Date.parse` alone would take "1.5" and "-5" for days of 2001, long past.
  if (!HTTP_DATE.test(value)) return undefined
  const date = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}
