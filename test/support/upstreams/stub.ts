import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { type Answer, type JournalEntry, type LocalUpstream, startUpstream } from '../upstream.ts'

/** Something that an upstream keeps, as it sends it. */
export type Kept = Record<string, unknown> & { id: string }

/** A request to an upstream, taken apart. */
export interface StubRequest {
  method: string
  headers: JournalEntry['headers']
  query: URLSearchParams
  /** Undefined where there is none. */
  body: Record<string, unknown> | undefined
  /** The id in the path; undefined for the path of all. */
  id: string | undefined
  kept: Map<string, Kept>
}

/** An upstream as it was recorded, or as its documents and its source have it. */
export interface Stub {
  name: string
  /** Behind the host, up to where `OPENAI_BASE_URL` ends. */
  prefix: string
  resource: 'threads' | 'conversations'
  /** Settings beside `OPENAI_BASE_URL`, as the docs have them. */
  env: Record<string, string>
  /** A response before anything else: a refused key, a missing parameter. */
  refuse?: (request: StubRequest) => Answer | undefined
  notFound: (id: string) => Answer
  create: (body: Record<string, unknown>) => Kept
  update: (kept: Kept, body: Record<string, unknown>) => { kept: Kept; answer: Answer }
  delete: (request: StubRequest & { id: string }) => Answer
  /** Left out where it has no list. */
  list?: (request: StubRequest) => Answer
}

export interface RunningStub extends LocalUpstream {
  kept: Map<string, Kept>
}

/** Starts a stub. Closed when the test is over. */
export async function startStub(stub: Stub): Promise<RunningStub> {
  const kept = new Map<string, Kept>()
  const upstream = await startUpstream()
  onTestFinished(upstream.close)
  upstream.script = (entry) => respond(stub, entry, kept)
  const baseURL = upstream.baseURL.replace(/\/v1$/, stub.prefix)
  return { ...upstream, journal: upstream.journal, baseURL, kept }
}

function respond(
  stub: Stub,
  { method, path, headers, body: text }: JournalEntry,
  kept: RunningStub['kept'],
): Answer {
  const url = new URL(path, 'http://stub')
  const [, id] = new RegExp(`^${stub.prefix}/${stub.resource}(?:/([^/]+))?$`).exec(url.pathname) ?? [
    undefined,
    '/',
  ]
  const body: Record<string, unknown> | undefined = text === '' ? undefined : JSON.parse(text)
  const request: StubRequest = { method, headers, query: url.searchParams, body, id, kept }
  const refused = stub.refuse?.(request)
  if (refused) return refused
  if (id === '/') return openAiError(404, `Invalid URL (${method} ${url.pathname})`)
  if (id === undefined) {
    if (method === 'GET') return stub.list?.(request) ?? openAiError(404, `Invalid URL (GET ${url.pathname})`)
    const created = stub.create(body ?? {})
    kept.set(created.id, created)
    return { body: created }
  }
  if (method === 'DELETE') return stub.delete({ ...request, id })
  const found = kept.get(id)
  if (!found) return stub.notFound(id)
  if (method === 'GET') return { body: found }
  const { kept: updated, answer } = stub.update(found, body ?? {})
  kept.set(id, updated)
  return answer
}

export function openAiError(status: number, message: string, more: Record<string, unknown> = {}): Answer {
  return {
    status,
    body: { error: { message, type: 'invalid_request_error', param: null, code: null, ...more } },
  }
}

/** Hex digits, as ids are made of. */
export const hex = (digits: number) =>
  randomBytes(Math.ceil(digits / 2))
    .toString('hex')
    .slice(0, digits)

/** Seconds since 1970, as they are sent. */
export const seconds = () => 1_760_000_000
