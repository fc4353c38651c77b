import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/embedded/temporary-folder.ts'
import { runCommand, startCommand } from '../../support/process.ts'

const wireThread = (n: number, fields: object = {}) => ({
  id: `thread_${n}`,
  object: 'thread',
  created_at: 1699014083 + n,
  metadata: { user: 'abc123', n: String(n) },
  tool_resources: { code_interpreter: { file_ids: ['file_1'] } },
  ...fields,
})

function newPlace() {
  const folder = temporaryFolder()
  const env = { DATABASE_URL: `file:${folder}/threads.db` }
  return {
    folder,
    env,
    file(name: string, text: string) {
      const path = join(folder, name)
      mkdirSync(join(path, '..'), { recursive: true })
      writeFileSync(path, text)
      return path
    },
    run: (...args: string[]) => runCommand({ args, env }),
    async exported(...args: string[]) {
      const { code, stdout } = await runCommand({ args: ['export', ...args], env })
      expect(code).toBe(0)
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    },
  }
}

describe('import', () => {
  it.each([
    ['JSON lines', [1, 2].map((n) => JSON.stringify(wireThread(n))).join('\n')],
    [
      'JSON lines with CRLF, and empty ones',
      [1, 2].map((n) => `${JSON.stringify(wireThread(n))}\r\n\r\n`).join(''),
    ],
    ['an array', JSON.stringify([wireThread(1), wireThread(2)], null, 2)],
    ['an array on one line', JSON.stringify([wireThread(1), wireThread(2)])],
    ['objects that follow each other', [1, 2].map((n) => JSON.stringify(wireThread(n), null, 2)).join('\n')],
    ['a list of the API', JSON.stringify({ object: 'list', data: [wireThread(1), wireThread(2)] })],
    ['a byte order mark before them', `\ufeff${JSON.stringify([wireThread(1), wireThread(2)])}`],
  ])('takes %s, with ids, times, metadata and tool resources as they were', async (_, text) => {
    const place = newPlace()
    const { code, stdout, stderr } = await place.run('import', place.file('threads.json', text))
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'imported 2 threads\n', stderr: '' })
    expect(await place.exported()).toMatchObject([wireThread(1), wireThread(2)])
  })

  it('takes folders of exports that hold a thread beside its messages', async () => {
    const place = newPlace()
    for (const n of [1, 2]) {
      const record = {
        export_schema: 'assistants-thread-export/v1',
        thread: wireThread(n),
        messages: [{}, {}],
        runs: [],
      }
      place.file(`export/threads/thread_${n}.json`, JSON.stringify(record, null, 2))
    }
    place.file('export/notes.txt', 'not JSON')
    const { stdout } = await place.run('import', join(place.folder, 'export'))
    expect(stdout).toBe('imported 2 threads, 4 messages left out\n')
    expect(await place.exported()).toMatchObject([wireThread(1), wireThread(2)])
  })

  it('takes a folder with the manifest that such exports have, and names what it does not know', async () => {
    const place = newPlace()
    place.file('export/manifest.json', JSON.stringify({ counts: {} }))
    const { code, stderr } = await place.run('import', join(place.folder, 'export'))
    expect([code, stderr]).toEqual([1, `${place.folder}/export/manifest.json:1: no id\n`])
  })

  it('says of each bad record where it is and why, and takes the good ones', async () => {
    const place = newPlace()
    const lines = [
      JSON.stringify(wireThread(1)),
      '{ "id": oops }',
      JSON.stringify(wireThread(2, { metadata: { a: 5 } })),
      JSON.stringify(wireThread(3, { id: 'a/b' })),
      JSON.stringify(wireThread(4, { created_at: 'yesterday' })),
      JSON.stringify(wireThread(5, { object: 'thread.message' })),
      '7',
      JSON.stringify(wireThread(6)),
    ]
    const file = place.file('threads.jsonl', lines.join('\n'))
    const missing = join(place.folder, 'missing.jsonl')
    const { code, stdout, stderr } = await place.run('import', file, missing)
    expect([code, stdout]).toEqual([1, 'imported 2 threads, 7 bad\n'])
    expect(stderr.trimEnd().split('\n')).toEqual([
      `${file}:2: not valid JSON`,
      `${file}:3: Invalid type for 'metadata.a': expected a string, but got an integer instead.`,
      `${file}:4: Invalid 'id': 'a/b'. Expected an ID of 1 to 256 letters, digits, '_' and '-' that is not 'runs'.`,
      `${file}:5: created_at is not a time in Unix seconds`,
      `${file}:6: not a thread, but "thread.message"`,
      `${file}:7: not an object`,
      expect.stringContaining(`${missing}: ENOENT`),
    ])
  })

  it('names the line of a bad item in an array, and of an array that is cut off', async () => {
    const place = newPlace()
    const text = JSON.stringify([wireThread(1), 5, wireThread(2)], null, 2)
    const file = place.file('threads.json', text.slice(0, -10))
    const { code, stderr } = await place.run('import', file)
    expect(code).toBe(1)
    expect(stderr).toBe(`${file}:18: not an object\n${file}:19: the value that begins here ends too early\n`)
    expect(await place.exported()).toMatchObject([wireThread(1)])
  })

  it.each([
    ['an object beside the array', `[${JSON.stringify(wireThread(1))}] ${JSON.stringify(wireThread(2))}`],
    ['a bracket that closes nothing', `[${JSON.stringify(wireThread(1))}]]`],
    [
      'a brace that closes nothing',
      `${JSON.stringify(wireThread(1), null, 2)}\n}\n${JSON.stringify(wireThread(2), null, 2)}`,
    ],
  ])('drops nothing without a word: %s', async (_, text) => {
    const place = newPlace()
    const { code, stdout, stderr } = await place.run('import', place.file('threads.json', text))
    expect([code, stdout]).toEqual([1, 'imported 1 thread, 1 bad\n'])
    expect(stderr).toContain('is not valid JSON')
  })

  it('takes the same again as no error, and another one under the same id only with --replace', async () => {
    const place = newPlace()
    const file = place.file('a.json', JSON.stringify(wireThread(1)))
    const other = place.file('b.json', JSON.stringify(wireThread(1, { metadata: { other: '1' } })))
    await place.run('import', file)
    expect(await place.run('import', file)).toMatchObject({
      code: 0,
      stdout: 'imported 0 threads, 1 already there\n',
    })
    const refused = await place.run('import', other)
    expect([refused.code, refused.stderr]).toEqual([
      1,
      `${other}:1: another thread has the id thread_1; --replace replaces it\n`,
    ])
    expect(await place.exported()).toMatchObject([wireThread(1)])
    expect(await place.run('import', '--replace', other)).toMatchObject({
      code: 0,
      stdout: 'imported 0 threads, replaced 1\n',
    })
    expect(await place.exported()).toMatchObject([{ metadata: { other: '1' } }])
  })

  it('with --dry-run finds the same problems and writes nothing, not even a database', async () => {
    const place = newPlace()
    const file = place.file('a.jsonl', `${JSON.stringify(wireThread(1))}\n{\n`)
    const { code, stdout, stderr } = await place.run('import', '--dry-run', file)
    expect([code, stdout]).toEqual([1, 'would import 1 thread, 1 bad\n'])
    expect(stderr).toBe(`${file}:2: not valid JSON\n`)
    expect(existsSync(join(place.folder, 'threads.db'))).toBe(false)
  })

  it('gives threads to a key, which then finds them at the running server', async () => {
    const place = newPlace()
    const { url } = await startCommand({ env: place.env })
    await place.run('import', '--key', 'sk-alice', place.file('a.json', JSON.stringify(wireThread(1))))
    const read = (key: string) =>
      fetch(`${url}/v1/threads/thread_1`, { headers: { authorization: `Bearer ${key}` } })
    expect(await (await read('sk-alice')).json()).toMatchObject(wireThread(1))
    expect((await read('sk-bob')).status).toBe(404)
  })

  it('holds no more of a large file than a part', async () => {
    const place = newPlace()
    const file = place.file(
      'large.json',
      `[${Array.from({ length: 60_000 }, (_, n) => JSON.stringify(wireThread(n, { metadata: { fill: 'x'.repeat(500) } }))).join(',')}]`,
    )
    const { code, stdout, stderr } = await runCommand({
      args: ['import', '--dry-run', file],
      env: { ...place.env, NODE_OPTIONS: '--max-old-space-size=64' },
    })
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: 'would import 60,000 threads\n' })
  })

  it.each([
    [['import'], 'import needs the path of a file. See import --help.'],
    [['import', '--unknown', 'x'], "Unknown option '--unknown'. See --help."],
    [['export', 'x'], 'export takes flags alone. See export --help.'],
    [['export'], 'There is no database to export. Name it with --database-url.'],
  ])('refuses %j with one line', async (args, line) => {
    const { code, stdout, stderr } = await newPlace().run(...args)
    expect({ code, stdout, stderr }).toEqual({
      code: expect.any(Number),
      stdout: '',
      stderr: `threads-graphql: ${line}\n`,
    })
    expect(code).not.toBe(0)
  })
})

describe('export', () => {
  it('writes what import reads: all threads with whose they are, or those of one key', async () => {
    const place = newPlace()
    const [mine, open] = [JSON.stringify(wireThread(1)), JSON.stringify(wireThread(2))]
    await place.run('import', '--key', 'sk-alice', place.file('a.json', mine))
    await place.run('import', place.file('b.json', open))
    expect(await place.exported('--key', 'sk-alice')).toEqual([{ ...wireThread(1), updated_at: 1699014084 }])

    const { stdout } = await place.run('export')
    const other = newPlace()
    expect((await other.run('import', other.file('all.jsonl', stdout))).stdout).toBe('imported 2 threads\n')
    expect(await other.exported('--key', 'sk-alice')).toMatchObject([wireThread(1)])
    expect(await other.exported()).toEqual(await place.exported())
  })
})
