import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { backUp } from '../../samples/embedded/backup.ts'
import { temporaryFolder } from '../../support/embedded/temporary-folder.ts'
import { startServer } from '../../support/server.ts'

it('a backup that is taken while the server runs holds its threads', async () => {
  const folder = temporaryFolder()
  const server = await startServer({ DATABASE_URL: `file:${join(folder, 'threads.db')}` })
  onTestFinished(server.close)
  const { data } = await server.query('mutation { createThread(metadata: { user: "abc123" }) { id } }')
  await backUp(join(folder, 'threads.db'), join(folder, 'copy.db'))
  const restored = await startServer({ DATABASE_URL: `file:${join(folder, 'copy.db')}` })
  onTestFinished(restored.close)
  const { id } = Object(data).createThread
  expect(await restored.query(`{ thread(id: "${id}") { metadata } }`)).toMatchObject({
    data: { thread: { metadata: { user: 'abc123' } } },
  })
})
