import { gzipSync } from 'node:zlib'
import { type Row, status, testRows } from '../../support/faults/rows.ts'
import {
  answer,
  flood,
  type Misbehaviour,
  midBody,
  raw,
  reset,
  upstreamText,
} from '../../support/misbehaving.ts'
import { wireObject, wireThread } from '../../support/upstream.ts'

const MB = 1024 * 1024

const html = `<html><body>${upstreamText}</body></html>`

/** A thread with some of its fields replaced; undefined leaves one out. */
function threadWith(fields: Record<string, unknown>): Misbehaviour {
  return (request) => answer(200, JSON.stringify({ ...wireThread(request.id), ...fields }))(request)
}

const truncated: Misbehaviour = (request) =>
  answer(200, JSON.stringify(wireThread(request.id)).slice(0, -9))(request)

const truncatedByItsEnd: Misbehaviour = ({ socket }) =>
  void socket.end(`HTTP/1.1 200 OK\r\nx-request-id: req_fault\r\n\r\n{"id": "${upstreamText}`)

const compressed: Misbehaviour = (request) =>
  answer(200, gzipSync(JSON.stringify(wireThread(request.id))), { 'content-encoding': 'gzip' })(request)

/** A response that came whole, and is of no use. */
function useless(fault: string, upstream: Misbehaviour, why: RegExp, statusCode = 200): Row {
  const expected = { requests: 1, upstream: status(statusCode), says: why }
  return {
    fault,
    upstream,
    read: { code: 'UPSTREAM_BAD_RESPONSE', ...expected },
    mutation: { code: 'OUTCOME_UNKNOWN', ...expected },
  }
}

/** What came was no response of HTTP, or more than anyone wants. */
function unreadable(fault: string, upstream: Misbehaviour, why: RegExp): Row {
  return {
    fault,
    upstream,
    read: { code: 'UPSTREAM_BAD_RESPONSE', requests: 1, says: why },
    mutation: { code: 'OUTCOME_UNKNOWN', requests: 1, says: why },
  }
}

const isNone = new RegExp(`not a ${wireObject}`)

testRows([
  useless('truncated JSON', truncated, /not JSON/),
  useless('truncated JSON, ended by the connection', truncatedByItsEnd, /not JSON/),
  useless('HTML with 200', answer(200, html, { 'content-type': 'text/html' }), /not JSON/),
  useless('an empty body', answer(200), /not JSON/),
  useless('a 204', raw(`HTTP/1.1 204 ${upstreamText}\r\nx-request-id: req_fault\r\n\r\n`), /not JSON/, 204),
  useless('a 205', answer(205), /not JSON/, 205),
  useless('null', answer(200, 'null'), /not an object/),
  useless('[]', answer(200, '[]'), /not an object/),
  useless('a string', answer(200, JSON.stringify(upstreamText)), /not an object/),
  useless('an error with 200', answer(200, JSON.stringify({ error: upstreamText })), isNone),
  useless('JSON in invalid UTF-8', answer(200, Buffer.from('{"id":"\xff"}', 'latin1')), /not JSON/),
  useless('JSON nested 100,000 levels', answer(200, '['.repeat(1e5) + ']'.repeat(1e5)), /not an object/),
  useless('gzip that nobody asked for', compressed, /not JSON/),
  useless("another thread's id", threadWith({ id: `thread_${upstreamText}` }), /another thread/),
  useless('no id', threadWith({ id: undefined }), /"id" was not a string/),
  useless('no object', threadWith({ object: undefined }), isNone),
  useless('another object', threadWith({ object: upstreamText }), isNone),
  useless('no created_at', threadWith({ created_at: undefined }), /"created_at"/),
  useless('a created_at beyond time', threadWith({ created_at: 1e300 }), /"created_at"/),
  useless('metadata that are no strings', threadWith({ metadata: { a: { b: upstreamText } } }), /"metadata"/),
  // Conversations have none.
  ...(wireObject === 'thread'
    ? [
        useless(
          'tool_resources of a string',
          threadWith({ tool_resources: upstreamText }),
          /"tool_resources"/,
        ),
      ]
    : []),

  unreadable('no HTTP', raw(`${upstreamText}\r\n\r\n`), /not HTTP/),
  unreadable('a header without a colon', raw('HTTP/1.1 200 OK\r\nupstream\r\n\r\n'), /not HTTP/),
  unreadable('a chunk of no size', midBody({ 'transfer-encoding': 'chunked' }, 'zz\r\n', reset), /not HTTP/),
  unreadable('status 999', answer(999, html), /not HTTP/),
  unreadable('oversized headers', answer(200, 'null', { 'x-much': upstreamText.repeat(4000) }), /not HTTP/),
  unreadable('a body of 1 MB and a bit', flood(MB + 1), /larger than the cap/),
  unreadable('a body of 300 MB', flood(300 * MB), /larger than the cap/),
])
