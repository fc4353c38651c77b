import type { IncomingMessage, ServerResponse } from 'node:http'
import { GraphQLError } from 'graphql'
import { processRegularResult, type YogaServerInstance } from 'graphql-yoga'
import { isJson } from './body.ts'
import { jsonTypeFor } from './plugins/media-type.ts'
import { parseOperation } from './plugins/request-parser.ts'
import type { ServerContext, ServerPlugin } from './server-context.ts'

type Hooks = Pick<ServerPlugin, 'onRequest' | 'onResultProcess' | 'onResponse'>
type FullContext = Parameters<NonNullable<Hooks['onRequest']>>[0]['serverContext']
type Result = Parameters<NonNullable<Hooks['onResultProcess']>>[0]['result']

export interface DirectPostOptions<Context extends object> {
  yoga: YogaServerInstance<ServerContext, Context>
  /** Those that yoga runs, in the same order. */
  plugins: readonly Hooks[]
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
 * runs the same hooks of the same plugins, and between them yoga's own parsing, validation and execution; left out
 * is what makes other requests work, a body that is a stream before all.
 *
 * @returns a function that answers such a request, and leaves any other one untouched and says false.
 */
export function createDirectPost<Context extends object>({
  yoga,
  plugins,
  maxBodyBytes,
  onBug,
}: DirectPostOptions<Context>): (request: IncomingMessage, response: ServerResponse, url: URL) => boolean {
  const { fetchAPI } = yoga
  const requestHooks = plugins.flatMap(({ onRequest }) => onRequest ?? [])
  const resultHooks = plugins.flatMap(({ onResultProcess }) => onResultProcess ?? [])
  const responseHooks = plugins.flatMap(({ onResponse }) => onResponse ?? [])

  async function refuse(exchange: Exchange): Promise<Response | undefined> {
    let refusal: Response | undefined
    const endResponse = (response: Response) => {
      refusal = response
    }
    for (const hook of requestHooks) {
      const done = hook({ ...exchange, fetchAPI, endResponse, ...notHere, requestHandler: yoga.handle })
      if (done) await done
      if (refusal) break
    }
    return refusal
  }

  async function operate({ request, serverContext }: Exchange, body: Buffer, mediaType: string) {
    let result: Result = await resultOf(() =>
      yoga.getResultForParams({ params: parseOperation(body), request }, serverContext),
    )
    const setResult = (changed: Result) => {
      result = changed
    }
    for (const hook of resultHooks) {
      const done = hook({ request, serverContext, result, setResult, acceptableMediaTypes: [], ...notHere })
      if (done) await done
    }
    return processRegularResult(result, fetchAPI, mediaType)
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse, url: URL, mediaType: string) {
    const gone = new AbortController()
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) gone.abort()
    })
    const exchange: Exchange = {
      request: new fetchAPI.Request(url.href, {
        method: 'POST',
        // Node has joined what came more than once.
        headers: incoming.headers as Record<string, string>,
        signal: gone.signal,
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
      response = await operate(exchange, body, mediaType)
    }
    for (const hook of responseHooks) {
      const done = hook({ ...exchange, response, fetchAPI, ...notHere })
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
      !(Number(headers['content-length']) <= maxBodyBytes)
    ) {
      return false
    }
    answer(incoming, outgoing, url, mediaType).catch((error: unknown) => {
      onBug(error)
      if (!outgoing.headersSent) outgoing.writeHead(500)
      outgoing.end()
    })
    return true
  }
}

/** What a plugin of the server does not do; one that does is not for the short way. */
const notHere = {
  setRequest: refuseToChange,
  setRequestHandler: refuseToChange,
  setResultProcessor: refuseToChange,
  setResponse: refuseToChange,
}

function refuseToChange(): never {
  throw new Error('a plugin of the server cannot do this')
}

/** What yoga makes of an operation that could not be run. */
async function resultOf(run: () => Result | undefined | PromiseLike<Result | undefined>): Promise<Result> {
  try {
    const result = await run()
    if (result) return result
    throw new Error('an operation without a result')
  } catch (error) {
    const originalError = error instanceof Error ? error : new Error(String(error))
    return { errors: [error instanceof GraphQLError ? error : new GraphQLError('', { originalError })] }
  }
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
