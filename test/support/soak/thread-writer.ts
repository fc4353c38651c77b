import OpenAI, { APIError } from 'openai'
import { post } from '../graphql-client.ts'
import type { Content, Ledger } from './ledger.ts'

/** Thrown where a response came that does not say that the write was done, with the codes of its errors. */
export class NotDone extends Error {
  readonly codes: string[]
  constructor(codes: string[]) {
    super(`It was answered with ${codes.join(', ')}.`)
    this.codes = codes
  }
}

/** Writes to threads of a server and tells a ledger. What they throw where no response came is up to them. */
export interface ThreadWriter {
  create: (n: number) => Promise<string>
  update: (id: string, n: number) => Promise<void>
  delete: (id: string) => Promise<void>
}

const metadataOf = (n: number) => ({ n: String(n) })

/**
 * Over GraphQL.
 *
 * @param signal is asked for each write: where it is aborted, the client goes away without the response.
 */
export function graphqlWriter(url: string, signal?: () => AbortSignal): ThreadWriter {
  async function mutate(query: string, variables: Record<string, unknown>): Promise<string> {
    const { data, errors } = await post<{ it: { id: string } | null }>(url, query, variables, signal?.())
    if (errors) throw new NotDone(errors.map(({ extensions }) => String(extensions['code'])))
    return data?.it?.id ?? ''
  }
  return {
    create: (n) =>
      mutate('mutation ($m: Metadata) { it: createThread(metadata: $m) { id } }', { m: metadataOf(n) }),
    async update(id, n) {
      const query = 'mutation ($id: ID!, $m: Metadata) { it: updateThread(id: $id, metadata: $m) { id } }'
      await mutate(query, { id, m: metadataOf(n) })
    },
    async delete(id) {
      await mutate('mutation ($id: ID!) { it: deleteThread(id: $id) { id } }', { id })
    },
  }
}

/** Over the embedded REST API, through the OpenAI SDK. */
export function restWriter(url: string): ThreadWriter {
  const { threads } = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 }).beta
  // The threads of the other writers have no key.
  const options = { headers: { authorization: null } }
  const answered = <T>(call: Promise<T>): Promise<T> =>
    call.catch((error) => {
      throw error instanceof APIError && error.status ? new NotDone([String(error.status)]) : error
    })
  return {
    create: async (n) => (await answered(threads.create({ metadata: metadataOf(n) }, options))).id,
    update: async (id, n) => void (await answered(threads.update(id, { metadata: metadataOf(n) }, options))),
    delete: async (id) => void (await answered(threads.delete(id, options))),
  }
}

/** How many threads a writer has at most; from there on it makes no new ones. */
const mostThreads = 50

/**
 * Makes one write: usually an update of a thread of `own`, at times a new one or a delete. The ledger knows
 * before and after. Throws what the writer throws.
 */
export async function writeOnce(writer: ThreadWriter, ledger: Ledger, own: string[]): Promise<void> {
  const n = ledger.nextNumber()
  const id = own[Math.floor(Math.random() * own.length)]
  if (id === undefined || (own.length < mostThreads && Math.random() < 0.2)) {
    const created = await writer.create(n)
    ledger.created(created, n)
    own.push(created)
    return
  }
  const content = Math.random() < 0.05 ? null : n
  ledger.attempt(id, content)
  // Whatever becomes of a delete: its thread is not written to again.
  if (content === null) own.splice(own.indexOf(id), 1)
  try {
    await (content === null ? writer.delete(id) : writer.update(id, content))
  } catch (error) {
    if (error instanceof NotDone && !error.codes.includes('OUTCOME_UNKNOWN')) ledger.refused(id, content)
    // It may yet be done, so another write of this thread might come before it.
    else if (own.includes(id)) own.splice(own.indexOf(id), 1)
    throw error
  }
  ledger.done(id, content)
}

/** What these threads hold now, read over GraphQL. */
export async function contents(url: string, ids: readonly string[]): Promise<Map<string, Content>> {
  const found = new Map<string, Content>()
  for (let at = 0; at < ids.length; at += 1000) {
    const asked = ids.slice(at, at + 1000)
    const query = 'query ($ids: [ID!]!) { threadsById(ids: $ids) { metadata } }'
    const { data, errors } = await post<{ threadsById: ({ metadata: { n: string } } | null)[] }>(url, query, {
      ids: asked,
    })
    if (!data || errors) throw new Error(`The threads cannot be read: ${JSON.stringify(errors)}`)
    for (const [index, id] of asked.entries()) {
      const thread = data.threadsById[index]
      found.set(id, thread ? Number(thread.metadata.n) : null)
    }
  }
  return found
}
