/**
 * An upstream on `node:http`: PORT, and DELAY_MS before each answer (0 by default). It says at `/requests` how many
 * threads it was asked for, and how many requests were with it at once at most.
 */
import { createServer, type ServerResponse } from 'node:http'
import { wireThread } from '../threads.ts'

const delay = Number(process.env['DELAY_MS'] ?? 0)
const prefix = '/v1/threads/'
const [before = '', after = ''] = wireThread('|').split('|')
let requests = 0
let inFlight = 0
let peak = 0

function answer(response: ServerResponse, id: string): void {
  inFlight--
  const body = before + id + after
  response.writeHead(200, ['content-type', 'application/json', 'content-length', String(body.length)])
  response.end(body)
}

createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
  const url = request.url ?? ''
  request.resume()
  if (url === '/requests') {
    response.end(JSON.stringify({ requests, peak }))
    peak = inFlight
    return
  }
  if (!url.startsWith(prefix)) {
    response.writeHead(404).end()
    return
  }
  requests++
  peak = Math.max(peak, ++inFlight)
  const id = url.slice(prefix.length)
  if (delay === 0) answer(response, id)
  else setTimeout(answer, delay, response, id)
}).listen({ port: Number(process.env['PORT']), host: '127.0.0.1', backlog: 4096 })
