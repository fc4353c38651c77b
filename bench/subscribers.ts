/** What a subscriber that waits costs in memory: `npm run bench:subscribers [-- --count 5000]`. Writes bench/SUBSCRIBERS.md. */
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import WebSocket from 'ws'
import { serving, spawnCommand } from '../test/support/command.ts'
import { everyChange } from '../test/support/subscriptions.ts'
import { markdownTable, number } from './report/table.ts'

const { values } = parseArgs({ options: { count: { type: 'string' } } })
const count = Number(values.count ?? 5000)
/** Subscribers that come first, so that what is loaded once is not counted. */
const FIRST = 200
/** How many connect at once. */
const AT_ONCE = 50

async function openSocket(url: string): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send('{"type":"connection_init"}')
  await once(socket, 'message')
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: everyChange } }))
}

async function openEvents(url: string): Promise<void> {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
  const asked = request(`${url}/graphql`, { method: 'POST', agent: false, headers })
  asked.end(JSON.stringify({ query: everyChange }))
  const [response]: IncomingMessage[] = await once(asked, 'response')
  response?.resume()
}

async function untilSubscribed(url: string, expected: number): Promise<void> {
  const wanted = `\nthreads_graphql_subscriptions ${expected}\n`
  while (!(await (await fetch(`${url}/metrics`)).text()).includes(wanted)) await delay(100)
}

/** Resident memory in kB, after what is garbage has been collected. */
async function residentMemory(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR2')
  await delay(2000)
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

/** Has a process collect garbage when it gets a signal, so that what is left is what subscribers need. */
const collecting = `
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
process.on('SIGUSR2', () => collect())
`

async function measure(open: (url: string) => Promise<void>): Promise<number> {
  const command = spawnCommand({
    env: {
      PORT: '0',
      DATABASE_URL: 'file::memory:',
      LOG_LEVEL: 'silent',
      NODE_OPTIONS: `--max-semi-space-size=8 --import=data:text/javascript,${encodeURIComponent(collecting)}`,
      MAX_SUBSCRIPTIONS_PER_CALLER: String(count + FIRST),
    },
  })
  const { url, pid } = await serving(command)
  for (let n = 0; n < FIRST; n++) await open(url)
  await untilSubscribed(url, FIRST)
  const before = await residentMemory(pid)
  for (let n = 0; n < count; n += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => open(url)))
  }
  await untilSubscribed(url, count + FIRST)
  await delay(3000)
  const after = await residentMemory(pid)
  command.kill('SIGKILL')
  await command.ended
  return (after - before) / count
}

const transports = { WebSocket: openSocket, 'Server-Sent Events': openEvents }
const rows: string[][] = []
for (const [name, open] of Object.entries(transports))
  rows.push([name, `${number(await measure(open), 1)} kB`])
const text = `# Subscribers that wait

Written by \`npm run bench:subscribers\`. ${count.toLocaleString('en')} subscribers of \`threadChanges\` on one process, each on a connection of its own; resident memory of the process after garbage was collected, less what it was with ${FIRST}.

## Memory

${markdownTable({ columns: ['transport', 'each'], rows })}
`
writeFileSync(new URL('SUBSCRIBERS.md', import.meta.url), text)
process.stdout.write(text)
process.exit()
