import { expect, it, onTestFinished } from 'vitest'
import { createClient, read, rename } from '../../samples/clients/openai.ts'
import { startServer } from '../../support/server.ts'

it('an OpenAI client reads and updates the threads that its key has made over GraphQL', async () => {
  const server = await startServer()
  onTestFinished(server.close)
  const headers = { authorization: 'Bearer my-key' }
  const { data } = await server.query(
    'mutation { createThread(metadata: { user: "abc123" }) { id } }',
    {},
    headers,
  )
  const { id } = Object(data).createThread
  const client = createClient(server.url, 'my-key')
  expect(await read(client, id)).toMatchObject({ id, metadata: { user: 'abc123' } })
  await rename(client, id, 'first steps')
  expect(await server.query(`{ thread(id: "${id}") { metadata } }`, {}, headers)).toMatchObject({
    data: { thread: { metadata: { topic: 'first steps' } } },
  })
  await expect(read(createClient(server.url, 'other-key'), id)).rejects.toMatchObject({ status: 404 })
})
