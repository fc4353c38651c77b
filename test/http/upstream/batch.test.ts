import { expect, it } from 'vitest'
import { serveMisbehaving } from '../../support/faults/serve.ts'
import { answer, errorBody, type Misbehaviour, reset, wellBehaved } from '../../support/misbehaving.ts'

const ids = Array.from({ length: 50 }, (_, i) => `thread_${i}`)
const threadsById = 'query ($ids: [ID!]!) { threadsById(ids: $ids) { id } }'
const missing = answer(404, errorBody({ message: 'No thread found with that id.' }))

/** Misbehaves towards one thread, and no other. */
function towards(id: string, misbehave: Misbehaviour): Misbehaviour {
  return (request) => (request.id === id ? misbehave : wellBehaved)(request)
}

it.each([
  ['a 500', answer(500), 'UPSTREAM_UNAVAILABLE', 3],
  ['a reset', reset, 'UPSTREAM_UNAVAILABLE', 3],
  ['a 403', answer(403), 'FORBIDDEN', 1],
  ['a response that is none', answer(200, '[]'), 'UPSTREAM_BAD_RESPONSE', 1],
])('one id of fifty fails, by %s: 49 threads and one error, at its path', async (_, fault, code, tries) => {
  const { upstream, server } = await serveMisbehaving(towards('thread_30', fault))

  const { data, errors } = await server.query(threadsById, { ids })

  expect(data).toEqual({ threadsById: ids.map((id) => (id === 'thread_30' ? null : { id })) })
  expect(errors).toMatchObject([{ path: ['threadsById', 30], extensions: { code } }])
  expect(upstream.journal).toHaveLength(49 + tries)
})

it('one id of fifty is not there: 49 threads, one null, and no error', async () => {
  const { upstream, server } = await serveMisbehaving(towards('thread_30', missing))

  expect(await server.query(threadsById, { ids })).toEqual({
    status: 200,
    data: { threadsById: ids.map((id) => (id === 'thread_30' ? null : { id })) },
  })
  expect(upstream.journal).toHaveLength(50)
})

it('a mutation that fails leaves the other mutations of its document alone', async () => {
  const { upstream, server } = await serveMisbehaving(towards('thread_1', reset))
  const update = (i: number) => `u${i}: updateThread(id: "thread_${i}", metadata: {}) { id }`

  const { data, errors } = await server.query(`mutation { ${[0, 1, 2].map(update).join(' ')} }`)

  expect(data).toEqual({ u0: { id: 'thread_0' }, u1: null, u2: { id: 'thread_2' } })
  expect(errors).toMatchObject([{ path: ['u1'], extensions: { code: 'OUTCOME_UNKNOWN' } }])
  expect(upstream.journal).toHaveLength(3)
})
