import { describe, expect, it } from 'vitest'
import { serveEmbedded, serveUpstream } from '../../../support/api.ts'
import { refusal } from '../../../support/upstream.ts'

/** An id of a legal form that no thread can have, as OpenAI's service and the embedded upstream refuse it. */
describe('an id that begins with something else than "thread"', () => {
  it('is the id of no thread: null for a query', async () => {
    const server = await serveEmbedded()
    const { data, errors } = await server.query(
      '{ thread(id: "nope") { id } threadsById(ids: ["asst_1"]) { id } }',
    )
    expect({ data, errors }).toEqual({ data: { thread: null, threadsById: [null] }, errors: undefined })
  })

  it('is not found for a mutation', async () => {
    const server = await serveEmbedded()
    const { errors } = await server.query('mutation { updateThread(id: "nope", metadata: {}) { id } }')
    expect(errors).toMatchObject([
      {
        message: 'There is no thread with this id.',
        extensions: { code: 'NOT_FOUND', upstream: { status: 400 } },
      },
    ])
  })

  it('is told apart from any other 400', async () => {
    const { server, upstream } = await serveUpstream()
    upstream.script = () => refusal(400, "Invalid 'metadata': no thread begins with 'thread'.")
    const { errors } = await server.query('{ thread(id: "thread_a") { id } }')
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_REJECTED' } }])
  })
})
