import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import { type FetchAPI, processRegularResult } from 'graphql-yoga'
import { isJson } from '../core/body.ts'
import type { RequestContext } from '../core/request-context.ts'
import { failedResult } from '../operation/public-result.ts'
import { ClientDisconnect } from './disconnect-signal.ts'
import { jsonTypeFor } from './media-type.ts'
import { failResponse, isBodyRead } from './node-adapter.ts'
import { NodeHeaders } from './node-headers.ts'
import { readParams } from './params.ts'
import { parseJsonBody } from './request-body.ts'
import { beginRequest } from './request-id.ts'
import type { HttpStages } from './stages.ts'

/** A response in one piece. */
interface PlainResponse {
  status: number
  headers: Map<string, string>
  body: string
}

/**
 * The fast path for what nearly every request is: JSON posted to `/graphql`, its length announced, JSON accepted. The
 * same gates, operation and response headers as on every other path; left out is what other requests need, a body
 * that is a stream before all.
 *
 * @returns a function that responds to such a request, and leaves any other one untouched and returns false.
 */
export function createJsonPost(
  { gate, findDocument, run, publicResult, finish, maxBodyBytes, onBug }: HttpStages,
  fetchAPI: FetchAPI,
): (request: IncomingMessage, response: ServerResponse, url: URL) => boolean {
  async function result(body: Buffer, context: RequestContext): Promise<ExecutionResult> {
    try {
      return await run(readParams(parseJsonBody(body), findDocument), context)
    } catch (error) {
      return failedResult(error)
    }
  }

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse, url: URL, mediaType: string) {
    const context = beginRequest({
      method: 'POST',
      url,
      headers: new NodeHeaders(incoming.headers),
      signal: new ClientDisconnect(outgoing),
    })
    const refusal = await gate(context)
    let response: PlainResponse
    if (refusal) response = await plainResponse(refusal)
    else {
      const body = await readWhole(incoming)
      // The client disconnected in the middle of it.
      if (!body) return
      const shown = publicResult(await result(body, context), context.stats)
      response = await jsonResponse(shown, mediaType, fetchAPI)
    }
    finish(context, response.status, response.headers)
    outgoing.writeHead(response.status, [...response.headers].flat())
    outgoing.end(response.body)
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
    respond(incoming, outgoing, url, mediaType).catch((error: unknown) => {
      onBug(error)
      failResponse(outgoing)
    })
    return true
  }
}

/** A result as yoga writes it. Most have no errors, and so no status but 200. */
async function jsonResponse(
  result: ExecutionResult,
  mediaType: string,
  fetchAPI: FetchAPI,
): Promise<PlainResponse> {
  if (result.errors) return plainResponse(processRegularResult(result, fetchAPI, mediaType))
  const body = JSON.stringify(result)
  const headers = new Map([
    ['content-type', `${mediaType}; charset=utf-8`],
    ['content-length', String(Buffer.byteLength(body))],
  ])
  return { status: 200, headers, body }
}

async function plainResponse(response: Response): Promise<PlainResponse> {
  const body = await response.text()
  return { status: response.status, headers: new Map(response.headers), body }
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
