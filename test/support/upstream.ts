import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** One request as it reached the upstream. */
export interface JournalEntry {
  method: string
  path: string
  headers: IncomingMessage['headers']
  /** The body as it was sent. */
  body: string
}

export interface WireThread {
  id: string
  object: 'thread' | 'conversation'
  created_at: number
  metadata: Record<string, string> | null
  tool_resources: Record<string, unknown> | null
}

/** What the upstream answers to one request; `undefined` leaves it to the threads it holds. */
export type Script = (request: JournalEntry) => Answer | undefined | Promise<Answer | undefined>

export interface Answer {
  status?: number
  headers?: Record<string, string>
  /** Sent as JSON, unless it is a string or bytes: those are sent as they are. */
  body?: unknown
}

export interface LocalUpstream {
  /** For `OPENAI_BASE_URL`. */
  baseURL: string
  /** What reached it, in order. */
  journal: JournalEntry[]
  /** The most requests that were in flight at once. */
  readonly mostInFlight: number
  threads: Map<string, WireThread>
  /** Decides on answers before the threads do; for faults. */
  script: Script | undefined
  close: () => Promise<void>
}

/**
 * Where a whole suite runs over conversations, what is asked of them and answered by them is still told in the words of
 * threads: only the wire differs.
 */
const overConversations = process.env['UPSTREAM_API'] === 'conversations'

/** What a thread is called on the wire. */
export const wireObject = overConversations ? 'conversation' : 'thread'

/** A thread with what every thread has, for an upstream to hold. */
export function wireThread(id: string, fields: Partial<WireThread> = {}): WireThread {
  return { id, object: wireObject, created_at: 1699014083, metadata: {}, tool_resources: {}, ...fields }
}

/** Starts a real HTTP upstream that holds these threads and keeps a journal. */
export async function startUpstream(...threads: WireThread[]): Promise<LocalUpstream> {
  const held = new Map(threads.map((thread) => [thread.id, thread]))
  const journal: JournalEntry[] = []
  let inFlight = 0
  let mostInFlight = 0

  const onRequest: RequestListener = async (request, response) => {
    mostInFlight = Math.max(mostInFlight, ++inFlight)
    response.on('close', () => inFlight--)
    const entry = {
      method: request.method ?? '',
      path: fromWire(request.url ?? ''),
      headers: request.headers,
      body: await text(request),
    }
    journal.push(entry)
    const { status = 200, headers = {}, body } = (await upstream.script?.(entry)) ?? answer(held, entry)
    const raw = typeof body === 'string' || body instanceof Uint8Array
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-request-id': 'req_local',
      ...headers,
    })
    response.end(raw || body === undefined ? body : JSON.stringify(body))
  }
  const server = createServer(onRequest)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const upstream: LocalUpstream = {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    journal,
    get mostInFlight() {
      return mostInFlight
    },
    threads: held,
    script: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return upstream
}

function fromWire(path: string): string {
  return overConversations ? path.replace('/v1/conversations', '/v1/threads') : path
}

/** Create, retrieve, modify and delete, as threads-speaking servers answer them. */
function answer(threads: Map<string, WireThread>, { method, path, body }: JournalEntry): Answer {
  const id = /^\/v1\/threads\/([^/?]+)$/.exec(path)?.[1]
  if (id === undefined) {
    if (method !== 'POST' || path !== '/v1/threads') return refusal(404, `Invalid URL (${method} ${path})`)
    const created = wireThread(`thread_new${threads.size + 1}`)
    threads.set(created.id, apply(created, body))
    return { body: threads.get(created.id) }
  }
  const thread = threads.get(id)
  if (!thread) return refusal(404, `No thread found with id '${id}'.`)
  if (method === 'DELETE') {
    threads.delete(id)
    return { body: { id, object: 'thread.deleted', deleted: true } }
  }
  if (method === 'POST') threads.set(id, apply(thread, body))
  return { body: threads.get(id) }
}

function apply(thread: WireThread, body: string): WireThread {
  const { metadata, tool_resources } = JSON.parse(body || '{}')
  return {
    ...thread,
    metadata: metadata === undefined ? thread.metadata : (metadata ?? {}),
    tool_resources: tool_resources === undefined ? thread.tool_resources : (tool_resources ?? {}),
  }
}

/** An error body as the service writes it. */
export function refusal(status: number, message: string, more: Record<string, unknown> = {}): Answer {
  return {
    status,
    body: { error: { message, type: 'invalid_request_error', param: null, code: null, ...more } },
  }
}
