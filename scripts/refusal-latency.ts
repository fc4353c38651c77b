/**
 * Measures how long it takes to refuse each document that has to be refused fast:
 *
 *     node scripts/refusal-latency.ts [times]
 *
 * Each is sent so many times (200 by default), one after the other, to the command in a process of its own. A
 * comment makes each text a new one, so that nothing is answered from memory. Ends with 1 where a 99th percentile
 * is not below 20 ms.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type RefusedDocument, refusedDocuments } from '../test/support/abuse/refused-documents.ts'

const TARGET_MS = 20
const times = Number(process.argv[2] ?? 200)
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

const command = spawn(process.execPath, [fileURLToPath(new URL('../src/bin.ts', import.meta.url))], {
  env: { PORT: '0', DATABASE_URL: 'file::memory:', NODE_ENV: 'production', LOG_LEVEL: 'silent' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [banner] = await once(command.stdout.setEncoding('utf8'), 'data')
const url = /http:\S+\/graphql/.exec(String(banner))?.[0] ?? ''

async function post(query: string, variables?: object): Promise<{ status: number; ms: number }> {
  const body = JSON.stringify({ query, variables })
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    'content-length': Buffer.byteLength(body),
  }
  const startedAt = performance.now()
  const sent = request(url, { method: 'POST', agent, headers }).end(body)
  const [response] = await once(sent, 'response')
  await text(response)
  return { status: response.statusCode, ms: performance.now() - startedAt }
}

const ordinary: Omit<RefusedDocument, 'message'> = {
  name: 'for comparison: an ordinary query',
  query: '{ __typename }',
}
const percentile = (sorted: number[], part: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0

// Compiles what all of them run through.
for (let turn = 0; turn < 50; turn++) {
  for (const { query } of refusedDocuments) await post(`#warm ${turn}\n${query}`)
}

let slow = 0
const rows = []
for (const { name, query, variables } of [ordinary, ...refusedDocuments]) {
  const taken: number[] = []
  const statuses = new Set<number>()
  for (let turn = 0; turn < times; turn++) {
    const { status, ms } = await post(`#${turn}\n${query}`, variables)
    taken.push(ms)
    statuses.add(status)
  }
  taken.sort((a, b) => a - b)
  const p99 = percentile(taken, 0.99)
  if (p99 >= TARGET_MS) slow++
  rows.push({
    document: name.slice(0, 60),
    kB: Math.round(query.length / 100) / 10,
    status: [...statuses].join(),
    'p50 ms': percentile(taken, 0.5).toFixed(2),
    'p99 ms': p99.toFixed(2),
    'max ms': percentile(taken, 1).toFixed(2),
  })
}
console.table(rows)
agent.destroy()
command.kill()
await once(command, 'close')
process.exitCode = slow > 0 ? 1 : 0
