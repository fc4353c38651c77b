import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../src/core/errors.ts'
import { type Misbehaviour, upstreamText } from '../misbehaving.ts'
import { readThread, serveMisbehaving, updateThread } from './serve.ts'

/** A row of the table "Faults of the upstream". */
export interface Row {
  fault: string
  upstream: Misbehaviour
  read: Expected
  mutation: Expected
  env?: Record<string, string>
}

export interface Expected {
  /** Left out: it answers null, and no error. */
  code?: ErrorCode
  /** How many reach the upstream. */
  requests: number
  /** What `extensions.upstream` says of its answer. Left out: there was no response to speak of. */
  upstream?: Record<string, unknown>
  /** Other extensions. */
  more?: Record<string, unknown>
  /** What the message says. */
  says?: RegExp
}

/** What `extensions.upstream` says of a response that says nothing of itself. */
export const status = (status: number) => ({
  status,
  type: null,
  code: null,
  param: null,
  requestId: 'req_fault',
})

/** The same, of a response with the error body that the service writes. */
export const refused = (code: number) => ({ ...status(code), type: 'invalid_request_error' })

/** Each row as two tests, over real sockets: one for a read, one for a mutation. */
export function testRows(rows: Row[]): void {
  for (const { fault, upstream, env, ...row } of rows) {
    describe(fault, () => {
      it(`gets a read ${outcome(row.read)}`, () =>
        check(upstream, env, readThread, 'thread', 'GET', row.read))
      it(`gets a mutation ${outcome(row.mutation)}`, () =>
        check(upstream, env, updateThread, 'updateThread', 'POST', row.mutation))
    })
  }
}

function outcome({ code, requests }: Expected): string {
  return `${code ?? 'null'} after ${requests} request${requests === 1 ? '' : 's'}`
}

async function check(
  misbehave: Misbehaviour,
  env: Record<string, string> | undefined,
  document: string,
  field: string,
  method: string,
  { code, requests, upstream: answer, more = {}, says }: Expected,
): Promise<void> {
  const { upstream, server } = await serveMisbehaving(misbehave, env)

  const response = await server.query(document)

  const errors = code && [
    {
      message: says ? expect.stringMatching(says) : expect.any(String),
      path: [field],
      locations: expect.any(Array),
      extensions: { code, ...more, ...(answer && { upstream: answer }) },
    },
  ]
  expect(response).toEqual({ status: 200, data: { [field]: null }, ...(errors && { errors }) })
  expect(JSON.stringify(response)).not.toContain(upstreamText)
  expect(upstream.journal.map((request) => request.method)).toEqual(Array(requests).fill(method))
  expect(server.bugs).toEqual([])
}
