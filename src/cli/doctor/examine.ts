import { type App, createApp } from '../../app.ts'
import type { Config } from '../../config/config.ts'

/** What was found out, as a row of a table. */
export interface Finding {
  question: string
  answer: string
  /** Whether the upstream cannot be used as it is configured. */
  isFatal?: boolean
}

export interface ExamineOptions {
  /** The key of a caller. Default: none. */
  key?: string | undefined
  /** Whether a thread may be created, updated and deleted. */
  write: boolean
}

/** The result of one operation with one field, called `it`. */
interface Outcome<T> {
  it: T | null | undefined
  code: string | undefined
  message: string
  status: number | undefined
}

type Ask = <T>(query: string, variables?: Record<string, unknown>) => Promise<Outcome<T>>

/** No upstream has a thread with this id. */
const UNKNOWN_ID = 'thread_doctor000000000000000000'

const wires = { threads: 'the Assistants API (threads)', conversations: 'the Conversations API' } as const

/**
 * Finds out what an upstream can do, by operations as any client sends them: so what works here works there.
 *
 * @returns findings, in the order in which they matter; the last one is fatal where it ends there.
 */
export async function examine(config: Config, options: ExamineOptions): Promise<Finding[]> {
  const { upstreamApi } = config
  const own = await withApp(config, options, (ask) => reach(ask, upstreamApi))
  if (own.some(({ isFatal }) => isFatal)) {
    const other = upstreamApi === 'threads' ? 'conversations' : 'threads'
    const found = await withApp({ ...config, upstreamApi: other }, options, (ask) => reach(ask, other))
    const hint = {
      question: `Does it speak ${wires[other]}?`,
      answer: found.some(({ isFatal }) => isFatal) ? 'no' : `yes; set UPSTREAM_API=${other}`,
    }
    return [...own, hint]
  }
  return withApp(config, options, async (ask) => {
    const list = await ask('{ it: threads(first: 1) { nodes { id } } }')
    const lists = {
      question: 'Does it list threads?',
      answer: list.code === undefined ? 'yes' : reasonOf(list),
    }
    return [...own, lists, ...(options.write ? await write(ask) : [])]
  })
}

/** Whether it is there, takes the key, and has an API of this kind. */
async function reach(ask: Ask, api: Config['upstreamApi']): Promise<Finding[]> {
  const read = await ask('query ($id: ID!) { it: thread(id: $id) { id } }', { id: UNKNOWN_ID })
  const isThere = read.status !== undefined || read.code === undefined
  const there = { question: 'Is it there?', answer: isThere ? 'yes' : reasonOf(read), isFatal: !isThere }
  if (!isThere) return [there]
  const isRefused = read.code === 'UNAUTHENTICATED' || read.code === 'FORBIDDEN'
  const key = {
    question: 'Does it take the key?',
    answer: isRefused ? reasonOf(read) : 'yes',
    isFatal: isRefused,
  }
  if (isRefused) return [there, key]
  const speaks = read.code === undefined
  return [
    there,
    key,
    { question: `Does it speak ${wires[api]}?`, answer: speaks ? 'yes' : reasonOf(read), isFatal: !speaks },
  ]
}

interface Thread {
  id: string
  metadata: Record<string, string> | null
}

/** Creates a thread, changes it and deletes it. */
async function write(ask: Ask): Promise<Finding[]> {
  const created = await ask<Thread>(
    'mutation { it: createThread(metadata: { doctor: "first" }) { id metadata } }',
  )
  const question = 'Does it create threads?'
  if (!created.it) return [{ question, answer: reasonOf(created), isFatal: true }]
  const { id } = created.it
  const findings: Finding[] = [{ question, answer: 'yes' }]
  const updated = await ask<Thread>(
    'mutation ($id: ID!) { it: updateThread(id: $id, metadata: { second: "yes" }) { id metadata } }',
    { id },
  )
  findings.push({
    question: 'What does an update do with metadata that it does not name?',
    answer: updated.it ? `it ${kindOfUpdate(updated.it.metadata ?? {})}` : reasonOf(updated),
    isFatal: !updated.it,
  })
  const deleted = await ask<{ deleted: boolean }>(
    'mutation ($id: ID!) { it: deleteThread(id: $id) { deleted } }',
    { id },
  )
  const left = await ask<Thread>('query ($id: ID!) { it: thread(id: $id) { id metadata } }', { id })
  const isGone = deleted.it?.deleted === true && left.it === null
  findings.push({
    question: 'Does it delete threads?',
    answer: isGone ? 'yes' : `${reasonOf(deleted)}; the thread ${id} may still be there`,
    isFatal: !isGone,
  })
  return findings
}

function kindOfUpdate(metadata: Record<string, string>): string {
  if (metadata['second'] !== 'yes') return 'keeps it, and does not take the new pairs'
  return 'doctor' in metadata
    ? 'keeps it (merge): removing a key, and null, have no effect'
    : 'removes it (replace), as documented'
}

function reasonOf({ code, message, status }: Outcome<unknown>): string {
  if (code === 'UNSUPPORTED_BY_UPSTREAM') return 'no'
  return `${message || 'it did not'}${status === undefined ? '' : ` (HTTP ${status})`}`
}

/** Runs operations against an app of this configuration, which is closed afterwards. */
async function withApp(
  config: Config,
  { key }: ExamineOptions,
  run: (ask: Ask) => Promise<Finding[]>,
): Promise<Finding[]> {
  // Who may use the server is not asked: this is its operator.
  const open: Config = {
    ...config,
    apiKeys: undefined,
    jwtJwksUrl: undefined,
    logLevel: 'silent',
    nodeEnv: 'production',
  }
  const app = await createApp(open)
  try {
    return await run(asker(app, key))
  } finally {
    await app.close()
  }
}

function asker(app: App, key: string | undefined): Ask {
  return async <T>(query: string, variables = {}) => {
    const response = await app.fetch(
      new Request('http://localhost/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
        },
        body: JSON.stringify({ query, variables }),
      }),
    )
    const { data, errors }: { data?: { it?: T | null }; errors?: GraphQLFailure[] } = Object(
      await response.json(),
    )
    const [error] = errors ?? []
    return {
      it: data?.it,
      code: error?.extensions.code,
      message: error?.message ?? '',
      status: error?.extensions.upstream?.status,
    }
  }
}

interface GraphQLFailure {
  message: string
  extensions: { code?: string; upstream?: { status: number } }
}
