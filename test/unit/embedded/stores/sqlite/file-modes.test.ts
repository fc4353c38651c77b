import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSqliteStore } from '../../../../../src/embedded/stores/sqlite/sqlite-store.ts'
import { temporaryFolder } from '../../../../support/embedded/temporary-folder.ts'

/** What others may do with a file or folder, such as `755`. */
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

/** Has files be made with every permission that is asked for. */
function withoutUmask(): void {
  const before = process.umask(0)
  onTestFinished(() => void process.umask(before))
}

/** The modes of a store's folder and files, once it has been written to. */
async function modesOf(path: string) {
  const store = openSqliteStore(`file:${path}`)
  onTestFinished(() => store.close())
  await store.create('', { id: 'thread_1', createdAt: 0, updatedAt: 0, metadata: '{}', toolResources: '{}' })
  return {
    folder: mode(dirname(path)),
    files: [path, `${path}-wal`, `${path}-shm`].map(mode),
  }
}

describe('the files of a store', () => {
  it('that it makes are for their owner alone, and so are the folders', async () => {
    withoutUmask()
    const folder = temporaryFolder()
    const path = join(folder, 'a', 'b', 'threads.db')
    expect(await modesOf(path)).toEqual({ folder: '700', files: ['600', '600', '600'] })
    expect(mode(join(folder, 'a'))).toBe('700')
  })

  it('that are there keep their mode, and those beside them get it', async () => {
    withoutUmask()
    const folder = temporaryFolder()
    const path = join(folder, 'threads.db')
    writeFileSync(path, '')
    chmodSync(folder, 0o755)
    chmodSync(path, 0o640)
    expect(await modesOf(path)).toEqual({ folder: '755', files: ['640', '640', '640'] })
  })
})
