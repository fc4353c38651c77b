/**
 * A process of its own that holds the lock of a database file: `lock-holder.ts <path>`. It prints a line when it has
 * the lock, and releases it when its standard input ends.
 */
import { DatabaseSync } from 'node:sqlite'

const database = new DatabaseSync(process.argv[2] ?? '', { timeout: 10_000 })
database.exec('BEGIN EXCLUSIVE')
process.stdout.write('locked\n')
process.stdin.resume().once('end', () => {
  database.exec('ROLLBACK')
  database.close()
})
