/**
 * A process of its own that updates one thread until the store fails: `updater.ts <url>`. It prints the number
 * in the last update that the store said was kept, and what the store failed with.
 */
import { openSqliteStore } from '../../../src/embedded/stores/sqlite/sqlite-store.ts'

const store = openSqliteStore(process.argv[2] ?? '')
const id = 'thread_1'
await store.create('', { id, createdAt: 0, updatedAt: 0, metadata: '{"n":0}', toolResources: '{}' })

let acknowledged = 0
let failure: string | null = null
while (failure === null && acknowledged < 1000) {
  const n = acknowledged + 1
  try {
    await store.update('', id, { metadata: JSON.stringify({ n, fill: 'x'.repeat(3000) }) })
    acknowledged = n
  } catch (error) {
    failure = String(error)
  }
}
process.stdout.write(JSON.stringify({ acknowledged, failure }))
