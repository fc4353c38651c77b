import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { getOperationAST, parse } from 'graphql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fillPage, pages } from '../../../scripts/print-docs.ts'
import { costOf } from '../../../src/operation/cost.ts'
import { schema } from '../../../src/schema.ts'
import { charactersLeft } from '../../samples/clients/limits.ts'
import { startServer } from '../../support/server.ts'

const root = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const readme = read('README.md')

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe.each(pages)('%s', (path) => {
  const page = read(path)

  it('has the tables and the code that the source has (npm run docs writes them)', () => {
    expect(page).toBe(fillPage(page))
  })

  it('shows no TypeScript but what the tests run', () => {
    const blocks = [...page.matchAll(/(.*)\n```tsx?\n/g)].map(([, before]) => before)
    expect(blocks.filter((before) => !/^<!-- \S+\.ts -->$/.test(before ?? ''))).toEqual([])
  })

  it('links to files and headings that are there', () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)]
    for (const [, target = '', anchor] of links) {
      const linked = target === '' ? path : join(dirname(path), target)
      expect(existsSync(new URL(linked, root)), linked).toBe(true)
      if (anchor) expect(anchorsOf(linked), linked).toContain(anchor)
    }
  })
})

describe('the README', () => {
  it('is short', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(151)
  })

  it('shows a first mutation that works as it stands, and its response', async () => {
    const server = await startServer()
    onTestFinished(server.close)
    const [, command = ''] = /```sh\n(curl .*?)```/s.exec(readme) ?? []
    const [, shown = ''] = /```json\n(.*?)```/s.exec(readme) ?? []
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      `${command.trim().replace('http://127.0.0.1:4000', server.url)} -s`,
    ])
    const answered = JSON.parse(stdout)
    const { id, createdAt } = answered.data.createThread
    const expected = JSON.parse(shown)
    expect(answered).toEqual({ data: { createThread: { ...expected.data.createThread, id, createdAt } } })
    expect(id).toMatch(/^thread_[A-Za-z0-9]{24}$/)
  })
})

describe('docs', () => {
  it('show operations with the responses that they get', async () => {
    const server = await startServer()
    onTestFinished(server.close)
    const examples = pages.flatMap((path) => [
      ...read(path).matchAll(/```graphql\n(.*?)```\n+```json\n(.*?)```/gs),
    ])
    expect(examples.length).toBeGreaterThan(0)
    for (const [, query = '', response = ''] of examples) {
      const { status, ...answered } = await server.query(query)
      expect(answered).toEqual(JSON.parse(response))
    }
  })

  it('state the costs that are counted', () => {
    const rows = [...read('docs/limits.md').matchAll(/^\| `(.*)` \| (\d+) \| (\d+) \| (\d+) \|$/gm)]
    expect(rows).toHaveLength(5)
    for (const [, text = '', nodes, remote, embedded] of rows) {
      const document = parse(text)
      const operation = getOperationAST(document)
      if (!operation) throw new Error(`no operation in ${text}`)
      const use = () => ({})
      const cost = (readsMany: boolean) =>
        costOf({ schema, document, operation, variables: {}, context: { use }, readsMany })
      expect(cost(false), text).toEqual({ nodes: Number(nodes), calls: Number(remote) })
      expect(cost(true), text).toEqual({ nodes: Number(nodes), calls: Number(embedded) })
    }
  })

  it('count characters as the limits do', () => {
    expect([charactersLeft(''), charactersLeft('👍'), charactersLeft('x'.repeat(513))]).toEqual([
      512, 511, -1,
    ])
  })
})
