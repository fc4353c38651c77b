import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src/embedded/stores/sqlite/database-file.ts'
import { openSqliteStore } from '../../../src/embedded/stores/sqlite/sqlite-store.ts'
import { temporaryFolder } from '../../support/embedded/temporary-folder.ts'
import { post } from '../../support/graphql-client.ts'
import { type RunningCommand, runCommand, startCommand } from '../../support/process.ts'

const newFile = () => join(temporaryFolder(), 'threads.db')
const storedIn = (file: string) => ({ DATABASE_URL: `file:${file}` })
const serve = (file: string) => startCommand({ env: storedIn(file) })

interface Answered {
  thread: { id: string; metadata: Record<string, string> } | null
}

const create = ({ url }: RunningCommand, metadata: Record<string, string>) =>
  post<Answered>(url, 'mutation ($m: Metadata) { thread: createThread(metadata: $m) { id metadata } }', {
    m: metadata,
  })
const update = ({ url }: RunningCommand, id: string, metadata: Record<string, string>) =>
  post<Answered>(
    url,
    'mutation ($id: ID!, $m: Metadata) { thread: updateThread(id: $id, metadata: $m) { id metadata } }',
    { id, m: metadata },
  )
const read = ({ url }: RunningCommand, id: string) =>
  post<Answered>(url, 'query ($id: ID!) { thread(id: $id) { id metadata } }', { id })

/** Creates a thread, and answers its id. */
async function created(server: RunningCommand, metadata: Record<string, string>): Promise<string> {
  const { data } = await create(server, metadata)
  return data?.thread?.id ?? 'it was not created'
}

/** A file with one thread in it, that no process has open. */
async function fileWithThread(id = 'thread_1'): Promise<string> {
  const file = newFile()
  const store = openSqliteStore(`file:${file}`)
  await store.create('', { id, createdAt: 0, updatedAt: 0, metadata: '{"n":"1"}', toolResources: '{}' })
  await store.close()
  return file
}

const unavailable = {
  data: { thread: null },
  errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: { status: 500 } } }],
}

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0

/** A limit on the size of its files is, to a process, a disk that is full; the limit can be lifted again. */
describe.skipIf(!hasPrlimit)('a full disk', () => {
  const limitFiles = ({ pid }: RunningCommand, bytes: number | 'unlimited') =>
    execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:`])

  /** A server whose disk is full, with one thread on it. */
  async function serveOnFullDisk() {
    const file = newFile()
    const server = await serve(file)
    const id = await created(server, { n: '1' })
    limitFiles(server, statSync(`${file}-wal`).size)
    return { file, server, id }
  }

  it('refuses the start with a clear line', async () => {
    const file = newFile()
    const { code, stderr } = await runCommand({ env: storedIn(file), through: ['prlimit', '--fsize=0'] })
    expect(code).toBe(1)
    expect(stderr).toBe(
      `threads-graphql: Cannot open the thread store at ${file}: the disk is full or failing. ` +
        'Free some space or check the disk, then start again.\n',
    )
  })

  it('leaves what was stored as it was when it refuses the start', async () => {
    const file = await fileWithThread('thread_1')
    const before = readFileSync(file)
    await runCommand({ env: storedIn(file), through: ['prlimit', '--fsize=0'] })

    expect(readFileSync(file).equals(before)).toBe(true)
    expect((await read(await serve(file), 'thread_1')).data?.thread?.metadata).toEqual({ n: '1' })
  })

  it('fails writes, and not the process', async () => {
    const { server, id } = await serveOnFullDisk()
    expect(await create(server, { n: '2' })).toMatchObject(unavailable)
    expect(await update(server, id, { n: '2' })).toMatchObject(unavailable)
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
  })

  it('is named in the log', async () => {
    const { server, id } = await serveOnFullDisk()
    await update(server, id, { n: '2' })
    await expect.poll(server.output).toMatch(/"level":50.*"code":"SQLITE_(FULL|IOERR)"/)
  })

  it('leaves reads as they are, and shows nothing of a write that failed', async () => {
    const { server, id } = await serveOnFullDisk()
    await update(server, id, { n: '2' })
    expect((await read(server, id)).data?.thread).toEqual({ id, metadata: { n: '1' } })
  })

  it('takes writes again when there is space, and has lost nothing', async () => {
    const { file, server, id } = await serveOnFullDisk()
    await Promise.all(Array.from({ length: 20 }, (_, n) => update(server, id, { lost: String(n) })))
    limitFiles(server, 'unlimited')
    const second = await created(server, { n: '2' })
    server.kill('SIGKILL')
    await server.ended

    const restarted = await serve(file)
    expect((await read(restarted, id)).data?.thread?.metadata).toEqual({ n: '1' })
    expect((await read(restarted, second)).data?.thread?.metadata).toEqual({ n: '2' })
  })

  it('does not keep the process from ending', async () => {
    const { server, id } = await serveOnFullDisk()
    await update(server, id, { n: '2' })
    expect(await server.stop()).toBe(0)
  })
})

/** Root may write what nobody may: it starts the process as someone else. */
const isRoot = process.getuid?.() === 0
const uid = isRoot ? 65_534 : undefined
const canBeSomeoneElse = !isRoot || spawnSync(process.execPath, ['--version'], { uid: 65_534 }).status === 0

describe.skipIf(!canBeSomeoneElse)('a file that may only be read', () => {
  async function readOnly(lock: (file: string) => void) {
    const file = await fileWithThread()
    if (uid !== undefined) for (const path of [dirname(file), file]) chownSync(path, uid, uid)
    const before = readFileSync(file)
    lock(file)
    const ended = await runCommand({ env: storedIn(file), ...(uid !== undefined && { uid }) })
    chmodSync(dirname(file), 0o755)
    return { file, ended, unchanged: readFileSync(file).equals(before) }
  }

  it.each([
    ['it', (file: string) => chmodSync(file, 0o444)],
    ['its folder', (file: string) => chmodSync(dirname(file), 0o555)],
    ['a folder that may not be entered', (file: string) => chmodSync(dirname(file), 0o000)],
  ])('refuses the start with a clear line when that is %s, and is left as it was', async (_, lock) => {
    const { file, ended, unchanged } = await readOnly(lock)
    expect(ended.code).toBe(1)
    expect(ended.stderr).toBe(
      `threads-graphql: Cannot open the thread store at ${file}: it cannot be written. ` +
        'Give this process write access to the file and its folder, or name another file.\n',
    )
    expect(unchanged).toBe(true)
  })
})

describe('a damaged file', () => {
  /** A file with more threads than SQLite keeps in memory, and what they hold. */
  function manyThreads(file: string) {
    const database = openDatabase(`file:${file}`)
    const insert = database.prepare(`INSERT INTO threads VALUES ('', ?, 0, ?, '{}', 0)`)
    const threads = Array.from({ length: 20_000 }, (_, n) => ({
      id: `thread_${n}`,
      value: `${n}-`.repeat(60),
    }))
    database.exec('BEGIN')
    for (const { id, value } of threads) insert.run(id, JSON.stringify({ value }))
    database.exec('COMMIT')
    database.close()
    return threads
  }

  /** Writes over all of a file but its first page, or over one page in the middle. */
  function damage(file: string, part: 'all' | 'a page') {
    const { size } = statSync(file)
    const [from, length] = part === 'all' ? [4096, size - 4096] : [Math.floor(size / 8192) * 4096, 4096]
    const open = openSync(file, 'r+')
    writeSync(open, Buffer.alloc(length, 0xa5), 0, length, from)
    closeSync(open)
  }

  async function fileWithThreads() {
    const file = await fileWithThread('thread_first')
    return { file, threads: manyThreads(file) }
  }

  it('refuses the start with a clear line, if only one page in its middle is damaged', async () => {
    const { file } = await fileWithThreads()
    damage(file, 'a page')
    const { code, stderr } = await runCommand({ env: storedIn(file) })
    expect(code).toBe(1)
    expect(stderr).toBe(
      `threads-graphql: Cannot open the thread store at ${file}: the database is damaged. ` +
        'Restore it from a backup, or name another file.\n',
    )
  })

  it('refuses the start with a clear line when it is no database, and is left as it was', async () => {
    const file = newFile()
    const notes = 'Not a database. '.repeat(1000)
    writeFileSync(file, notes)
    const { code, stderr } = await runCommand({ env: storedIn(file) })
    expect(code).toBe(1)
    expect(stderr).toContain(`Cannot open the thread store at ${file}: the file is not a SQLite database.`)
    expect(readFileSync(file, 'utf8')).toBe(notes)
  })

  it('that is damaged while it is served gives errors, and never a wrong answer', async () => {
    const { file, threads } = await fileWithThreads()
    const server = await serve(file)
    damage(file, 'all')
    const asked = threads.filter((_, n) => n % 200 === 0)
    const answers = await Promise.all(asked.map(({ id }) => read(server, id)))

    const codes = new Set<unknown>()
    for (const [n, { data, errors }] of answers.entries()) {
      if (errors) codes.add(errors[0]?.extensions['code'])
      else expect(data?.thread).toEqual({ id: asked[n]?.id, metadata: { value: asked[n]?.value } })
    }
    expect(codes).toEqual(new Set(['UPSTREAM_UNAVAILABLE']))
    await expect.poll(server.output).toContain('"code":"SQLITE_CORRUPT"')
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
  })
})
