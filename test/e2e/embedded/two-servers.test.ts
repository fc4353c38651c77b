import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../support/embedded/temporary-folder.ts'
import { post } from '../../support/graphql-client.ts'
import { type RunningCommand, startCommand } from '../../support/process.ts'

type Found = { metadata: { n: string } } | null

async function create({ url }: RunningCommand, n: number): Promise<string> {
  const { data } = await post<{ thread: { id: string } }>(
    url,
    `mutation { thread: createThread(metadata: { n: "${n}" }) { id } }`,
  )
  return data?.thread.id ?? 'it was not created'
}

async function update({ url }: RunningCommand, id: string, n: number): Promise<void> {
  const query = `mutation { updateThread(id: "${id}", metadata: { n: "${n}" }) { id } }`
  expect(await post(url, query)).toEqual({ status: 200, data: { updateThread: { id } } })
}

async function numbers({ url }: RunningCommand, ids: string[]): Promise<(string | undefined)[]> {
  const query = 'query ($ids: [ID!]!) { threadsById(ids: $ids) { metadata } }'
  const { data } = await post<{ threadsById: Found[] }>(url, query, { ids })
  return data?.threadsById.map((thread) => thread?.metadata.n) ?? []
}

describe('two servers on one database file', () => {
  async function startTwo() {
    const file = join(temporaryFolder(), 'threads.db')
    const start = () => startCommand({ env: { DATABASE_URL: `file:${file}` } })
    const [one, two] = await Promise.all([start(), start()])
    return { file, one, two }
  }

  it('lose no write of either while both write at once, and both see them all', async () => {
    const { one, two } = await startTwo()
    const writes = Array.from({ length: 200 }, async (_, n) => {
      const [mine, other] = n % 2 === 0 ? [one, two] : [two, one]
      const id = await create(mine, n)
      // What one of them answered, the other knows at once.
      await update(other, id, n + 1000)
      return id
    })
    const ids = await Promise.all(writes)

    const expected = ids.map((_, n) => String(n + 1000))
    expect(await numbers(one, ids)).toEqual(expected)
    expect(await numbers(two, ids)).toEqual(expected)
  })

  it('do not hurt each other when one is killed', async () => {
    const { one, two } = await startTwo()
    const id = await create(one, 1)
    one.kill('SIGKILL')
    await one.ended
    await update(two, id, 2)
    expect(await numbers(two, [id])).toEqual(['2'])
  })

  it('have a write wait while something else holds the lock, and fail it with nothing done after five seconds', async () => {
    const { file, one } = await startTwo()
    const id = await create(one, 1)
    const other = new DatabaseSync(file)
    onTestFinished(() => void (other.isOpen && other.close()))
    other.exec('BEGIN IMMEDIATE')

    const query = `mutation { updateThread(id: "${id}", metadata: { n: "2" }) { id } }`
    expect(await post(one.url, query)).toMatchObject({
      errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: { status: 503 } } }],
    })
    other.exec('ROLLBACK')
    expect(await numbers(one, [id])).toEqual(['1'])
  })
})
