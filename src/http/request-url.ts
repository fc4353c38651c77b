import type { IncomingMessage } from 'node:http'
import { LRUCache } from 'lru-cache'

/** A registered name or an IPv4 address, or an IPv6 address in brackets, each with a port or without one. */
const HOST = /^(?:[\w.-]{1,255}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i
/** https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form */
const ABSOLUTE_FORM = /^(https?):\/\/([^/?#]*)(.*)$/i

/**
 * The URL of a request, whose host and path are those that a proxy in front read from the same bytes. Undefined where
 * they may not be: `Host: localhost/metrics?` would make a URL of `/metrics`, whatever path was asked for, and so
 * would the path `/graphql/../metrics`.
 */
export function requestUrl(incoming: IncomingMessage): URL | undefined {
  if (hasAmbiguousHeader(incoming.rawHeaders)) return undefined
  const { url: target = '/', headers, method } = incoming
  const scheme = 'encrypted' in incoming.socket ? 'https' : 'http'
  // HTTP/1.0 has no host.
  const host = headers.host ?? headers[':authority']?.toString() ?? 'localhost'
  // The same few URLs come again and again.
  if (target === '/graphql') return graphqlUrl(`${scheme}://${host}`, host)
  if (!HOST.test(host)) return undefined
  if (target.startsWith('/')) return strictUrl(`${scheme}://${host}`, target)
  if (target === '*' && method === 'OPTIONS') return strictUrl(`${scheme}://${host}`, '/')
  const [, ownScheme, ownHost, rest] = ABSOLUTE_FORM.exec(target) ?? []
  if (ownHost === undefined || rest === undefined || !HOST.test(ownHost)) return undefined
  return strictUrl(`${ownScheme}://${ownHost}`, rest.startsWith('/') ? rest : `/${rest}`)
}

/** Whether a URL that somebody else has put together, and the `Host` that came with it, can be taken at their word. */
export function isTrustworthyUrl({ url, headers }: Request): boolean {
  const host = headers.get('host')
  return (host === null || HOST.test(host)) && HOST.test(URL.parse(url)?.host ?? '')
}

const graphqlUrls = new LRUCache<string, URL>({ max: 100 })

function graphqlUrl(origin: string, host: string): URL | undefined {
  const known = graphqlUrls.get(origin)
  if (known) return known
  const url = HOST.test(host) ? strictUrl(origin, '/graphql') : undefined
  if (url) graphqlUrls.set(origin, url)
  return url
}

/** Undefined where the parser of URLs would change the path: dots and backslashes, say, or a fragment. */
function strictUrl(origin: string, target: string): URL | undefined {
  // Not as a path relative to a base: `//evil.example` would be another host.
  const url = URL.parse(origin + target)
  return url && !target.includes('#') && url.pathname === target.split('?', 1)[0] ? url : undefined
}

/** By their lengths, so that few names need to be looked at. */
const singular: Record<number, string> = { 4: 'host', 12: 'content-type', 13: 'authorization' }

/** Whether a header came twice that can be there only once: Node takes the first, a proxy may have taken the other. */
function hasAmbiguousHeader(rawHeaders: readonly string[]): boolean {
  let seen = ''
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    const wanted = name && singular[name.length]
    if (!wanted || name.toLowerCase() !== wanted) continue
    if (seen.includes(wanted)) return true
    seen += wanted
  }
  return false
}
