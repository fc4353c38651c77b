import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** A page in the two forms in which it is sent. Each is made once, and shared by all who ask for it. */
export interface Page {
  gzip: PageBody
  identity: PageBody
  /** `Content-Security-Policy`. */
  policy: string
}

interface PageBody {
  bytes: Buffer<ArrayBuffer>
  etag: string
}

/** Compresses a page, and works out what it may do in a browser. */
export async function preparePage(html: string): Promise<Page> {
  const bytes = Buffer.from(html)
  const compressed = await promisify(gzip)(bytes)
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  return {
    gzip: { bytes: compressed, etag: `"${hash}-gzip"` },
    identity: { bytes, etag: `"${hash}"` },
    policy: policyFor(html),
  }
}

/**
 * Lets the page run its own scripts, known by their hashes, talk to its own server, and nothing else. The editor
 * (Monaco) starts its workers from `blob:` URLs and styles what it draws in place; fonts and icons are in the page.
 */
function policyFor(html: string): string {
  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => {
    return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
  })
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Whether an `Accept-Encoding` allows gzip. */
export function acceptsGzip(acceptEncoding: string | null): boolean {
  const quality = new Map(
    (acceptEncoding ?? '').split(',').map((coding) => {
      const [name = '', weight = 'q=1'] = coding.toLowerCase().replace(/\s/g, '').split(';')
      return [name, Number(weight.slice(2))]
    }),
  )
  return (quality.get('gzip') ?? quality.get('*') ?? 0) > 0
}

/** Whether an `If-None-Match` names this version. https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match */
export function isUnchanged(ifNoneMatch: string | null, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes('*') || tags.includes(etag)
}
