import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ExecutionResult, GraphQLError } from 'graphql'
import { processRegularResult } from 'graphql-yoga'
import { isJson } from '../core/body.ts'
import type { ServerPlugin } from '../core/request-context.ts'
import {
  createDirectOperation,
  type DirectOperationOptions,
  type FullContext,
  partly,
  type Result,
} from '../operation/direct-operation.ts'
import { asSignal, Departure } from './disconnect-signal.ts'
import { jsonTypeFor } from './media-type.ts'
import { failResponse, isBodyRead } from './node-adapter.ts'
import { parseOperation } from './request-parser.ts'

type Hooks = Pick<ServerPlugin, 'onRequest' | 'onResultProcess' | 'onResponse'>
type PayloadOf<Name extends keyof Hooks> = Parameters<NonNullable<Hooks[Name]>>[0]

export interface DirectPostOptions<Context extends object> extends DirectOperationOptions<Context> {
  plugins: readonly (Hooks & DirectOperationOptions<Context>['plugins'][number])[]
  maxBodyBytes: number
  /** Told of a failure that nobody foresaw. */
  onBug: (cause: unknown) => void
}

/** One request on its way. */
interface Exchange {
  request: Request
  url: URL
  serverContext: FullContext
}

/**
 * A short way for what nearly every request is: JSON posted to `/graphql`, its length announced, JSON asked for. It
 * runs the same hooks of the same plugins, and yoga's own parsing and validation between them; left out is what makes
 * other requests work, a body that is a stream before all.
 *
 * @returns a function that answers such a request, and leaves any other one untouched and says false.
 */
export function createDirectPost<Context extends object>(
  options: DirectPostOptions<Context>,
): (request: IncomingMessage, response: ServerResponse, url: URL) => boolean {
  const { yoga, plugins, maxBodyBytes, onBug } = options
  const { fetchAPI } = yoga
  const operate = createDirectOperation(options)
  const requestHooks = plugins.flatMap(({ onRequest }) => onRequest ?? [])
  const resultHooks = plugins.flatMap(({ onResultProcess }) => onResultProcess ?? [])
  const responseHooks = plugins.flatMap(({ onResponse }) => onResponse ?? [])

  async function refuse(exchange: Exchange): Promise<Response | undefined> {
    let refusal: Response | undefined
    const endResponse = (response: Response) => {
      refusal = response
    }
    const payload = { ...exchange, fetchAPI, endResponse }
    for (const hook of requestHooks) {
      const done = hook(partly<PayloadOf<'onRequest'>>(payload))
      if (done) await done
      if (refusal) break
    }
    return refusal
  }

  async function respond({ request, serverContext }: Exchange, body: Buffer, mediaType: string) {
    let outcome: Result
    try {
      outcome = await operate(parseOperation(body), request, serverContext)
    } catch (error) {
      outcome = failure(error)
    }
    const payload = {
      serverContext,
      result: outcome,
      setResult(changed: Result) {
        payload.result = changed
      },
    }
    for (const hook of resultHooks) {
      const done = hook(partly<PayloadOf<'onResultProcess'>>(payload))
      if (done) await done
    }
    const { result } = payload
    return 'errors' in result ? processRegularResult(result, fetchAPI, mediaType) : success(result, mediaType)
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse, url: URL, mediaType: string) {
    const departure = new Departure()
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) departure.abort()
    })
    const exchange: Exchange = {
      request: new fetchAPI.Request(url.href, {
        method: 'POST',
        // Node has joined what came more than once.
        headers: incoming.headers as Record<string, string>,
        signal: asSignal(departure),
      }),
      url,
      // Filled by the first of the plugins.
      serverContext: { waitUntil: () => {} } as unknown as FullContext,
    }
    let response = await refuse(exchange)
    if (!response) {
      const body = await readWhole(incoming)
      // The client has gone away in the middle of it.
      if (!body) return
      response = await respond(exchange, body, mediaType)
    }
    const payload = { ...exchange, response }
    for (const hook of responseHooks) {
      const done = hook(partly<PayloadOf<'onResponse'>>(payload))
      if (done) await done
    }
    const text = await response.text()
    outgoing.writeHead(response.status, [...response.headers].flat())
    outgoing.end(text)
  }

  return (incoming, outgoing, url) => {
    const { method, headers } = incoming
    const mediaType = jsonTypeFor(headers.accept)
    if (
      method !== 'POST' ||
      incoming.url !== '/graphql' ||
      mediaType === undefined ||
      !isJson(headers['content-type']) ||
      headers['content-encoding'] !== undefined ||
      isBodyRead(incoming) ||
      !(Number(headers['content-length']) <= maxBodyBytes)
    ) {
      return false
    }
    answer(incoming, outgoing, url, mediaType).catch((error: unknown) => {
      onBug(error)
      failResponse(outgoing)
    })
    return true
  }
}

/** A response that holds a result without errors, with as much of `Response` as plugins look at. */
function success(result: object, mediaType: string): Response {
  const body = JSON.stringify(result)
  const headers = new HeaderMap()
  headers.set('content-type', `${mediaType}; charset=utf-8`)
  headers.set('content-length', String(Buffer.byteLength(body)))
  return { status: 200, headers, text: () => body } as unknown as Response
}

/** Headers whose names are the same in whatever case they are set. */
class HeaderMap extends Map<string, string> {
  override set(name: string, value: string): this {
    return super.set(name.toLowerCase(), value)
  }
}

/** What yoga makes of an operation that could not be run. */
function failure(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [error] }
  const originalError = error instanceof Error ? error : new Error(String(error))
  return { errors: [new GraphQLError('', { originalError })] }
}

/** The whole body; undefined where it ended early. */
function readWhole(incoming: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
    incoming.once('close', () => resolve(undefined))
  })
}
