/**
 * A process of its own that writes to a store: `writer.ts <url> <name> <count>` creates `<count>` threads
 * `thread_<name>_<n>`, and prints each id once the store has said that it is kept.
 */
import { writeSync } from 'node:fs'
import { openSqliteStore } from '../../../src/embedded/stores/sqlite/sqlite-store.ts'

const [url = '', name = '', count = '0'] = process.argv.slice(2)
const store = openSqliteStore(url)
for (let n = 0; n < Number(count); n++) {
  const id = `thread_${name}_${n}`
  await store.create('', { id, createdAt: n, updatedAt: n, metadata: '{}', toolResources: '{}' })
  writeSync(1, `${id}\n`)
}
await store.close()
