import { setTimeout as delay } from 'node:timers/promises'
import { Agent, setGlobalDispatcher } from 'undici'
import { post } from '../graphql-client.ts'
import type { GraphQLAnswer } from '../server.ts'
import type { Ledger } from './ledger.ts'
import { graphqlWriter, NotDone, restWriter, writeOnce } from './thread-writer.ts'

// It is the clients that close idle connections, so that none is closed under a request; and soon, so that they
// are gone when the load is over.
setGlobalDispatcher(new Agent({ keepAliveMaxTimeout: 3000 }))

/** What came of a load. */
export interface LoadFigures {
  requests: number
  /** Errors in responses, by code. */
  codes: Record<string, number>
  /** Requests that the client gave up. */
  goneAway: number
  /** Requests that got no response, though nobody gave them up. */
  unanswered: number
  /** Answers with a status of 500 or above. */
  serverErrors: number
  /** Threads in answers that do not hold what they may hold. */
  wrongAnswers: number
  /** Documents that should have been refused and were not. */
  notRefused: number
}

export const noLoad = (): LoadFigures => ({
  requests: 0,
  codes: {},
  goneAway: 0,
  unanswered: 0,
  serverErrors: 0,
  wrongAnswers: 0,
  notRefused: 0,
})

interface LoadOptions {
  url: string
  ledger: Ledger
  figures: LoadFigures
  /** Clients at once; each waits for its answer before it asks again. */
  clients: number
  /** Whether `/v1` is there to be written to. */
  rest: boolean
  /** Ends the load. */
  signal: AbortSignal
}

const badDocuments = [
  '{ thread(id: "..") { id } }',
  '{ thread(id: "thread_1") { nothing } }',
  '{ thread(id: "thread_1") { id }',
  'mutation { createThread(metadata: { a: 1 }) { id } }',
  `mutation { createThread(metadata: { ${'k'.repeat(65)}: "" }) { id } }`,
  `mutation { createThread(metadata: { k: "${'v'.repeat(513)}" }) { id } }`,
  `{ ${Array.from({ length: 300 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
  '{ ...F } fragment F on Query { ...F }',
  `{ ${'thread { '.repeat(50)}`,
  'query ($ids: [ID!]!) { threadsById(ids: $ids) { id } }',
]

/** Puts a mixed load on a server until the signal ends it. */
export async function runLoad({ url, ledger, figures, clients, rest, signal }: LoadOptions): Promise<void> {
  /** Counts what a response says, and hands it on. */
  function count<Data>(answer: GraphQLAnswer<Data>): GraphQLAnswer<Data> {
    if (answer.status >= 500) figures.serverErrors++
    for (const { extensions } of answer.errors ?? []) countCode(String(extensions['code']))
    return answer
  }
  function countCode(code: string) {
    figures.codes[code] = (figures.codes[code] ?? 0) + 1
  }

  async function readOne(id: string) {
    const query = 'query ($id: ID!) { thread(id: $id) { metadata } }'
    const { data, errors } = count(await post<{ thread: Found }>(url, query, { id }))
    if (!errors) check(id, data?.thread)
  }

  async function readMany(ids: string[]) {
    const query =
      'query ($ids: [ID!]!) { threadsById(ids: $ids) { metadata } none: thread(id: "thread_none") { id } }'
    const { data, errors } = count(await post<{ threadsById: Found[] }>(url, query, { ids }))
    const failed = new Set(errors?.map(({ path }) => path?.[1]))
    for (const [index, id] of ids.entries())
      if (data && !failed.has(index)) check(id, data.threadsById[index])
  }

  function check(id: string, found: Found | undefined) {
    if (!ledger.allows(id, found ? Number(found.metadata?.n) : null)) figures.wrongAnswers++
  }

  async function askForBad() {
    const query = badDocuments[Math.floor(Math.random() * badDocuments.length)] ?? ''
    const { errors } = count(await post(url, query))
    if (errors?.[0]?.extensions['code'] !== 'BAD_USER_INPUT') figures.notRefused++
  }

  async function goAway(ids: string[]) {
    const query = 'query ($ids: [ID!]!) { threadsById(ids: $ids) { metadata } }'
    await post(url, query, { ids }, AbortSignal.timeout(Math.floor(Math.random() * 10)))
  }

  async function lookAround() {
    for (const path of ['/health', '/ready', '/metrics']) await (await fetch(url + path)).text()
  }

  async function client(index: number) {
    const own: string[] = []
    const writer = rest && index % 3 === 0 ? restWriter(url) : graphqlWriter(url)
    const hasty = graphqlWriter(url, () => AbortSignal.timeout(Math.floor(Math.random() * 10)))
    while (!signal.aborted) {
      figures.requests++
      const one = own[Math.floor(Math.random() * own.length)]
      const dice = Math.random()
      try {
        if (one === undefined || dice < 0.35) await writeOnce(writer, ledger, own)
        else if (dice < 0.65) await readOne(one)
        else if (dice < 0.85) await readMany(own.slice(0, 50))
        else if (dice < 0.94) await askForBad()
        else if (dice < 0.96) await goAway(own)
        else if (dice < 0.98) await writeOnce(hasty, ledger, own)
        else await lookAround()
      } catch (error) {
        if (error instanceof NotDone) error.codes.forEach(countCode)
        else if (error instanceof Error && error.name === 'TimeoutError') figures.goneAway++
        else figures.unanswered++
      }
      await delay(Math.random() * 10)
    }
  }

  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)))
}

type Found = { metadata: { n?: string } | null } | null
