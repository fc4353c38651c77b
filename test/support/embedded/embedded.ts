import { join } from 'node:path'
import OpenAI from 'openai'
import { onTestFinished } from 'vitest'
import { createEmbeddedApi } from '../../../src/embedded/api.ts'
import { routesOf } from '../../../src/embedded/routes.ts'
import { openSqliteStore } from '../../../src/embedded/stores/sqlite/sqlite-store.ts'
import type { StoredThread, StoreOptions } from '../../../src/embedded/stores/store.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The API on a new database file, with the ways to reach it. It is closed when the test is over. */
export function openEmbedded(options?: StoreOptions) {
  const file = join(temporaryFolder(), 'threads.db')
  const store = openSqliteStore(`file:${file}`, options)
  onTestFinished(() => store.close())
  const errors: unknown[] = []
  const api = createEmbeddedApi(routesOf(store), { onError: (error) => errors.push(error) })

  return {
    api,
    store,
    file,
    /** What `onError` was told. */
    errors,

    /** The threads of the OpenAI SDK, in this process, with this bearer key. */
    threads(apiKey = 'key') {
      const fetch = async (url: string | URL | Request, init?: RequestInit) =>
        api.fetch(new Request(url, init))
      return new OpenAI({ baseURL: 'http://embedded/v1', apiKey, maxRetries: 0, fetch }).beta.threads
    },

    /** A request as it is on the wire. A body that is no string or bytes is sent as JSON. */
    async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const raw = typeof body === 'string' || body instanceof Uint8Array
      const request = new Request(`http://embedded${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
      })
      const response = await api.fetch(request)
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, body: text && JSON.parse(text) }
    },
  }
}

/** The tenant of requests without a bearer key. */
export const noTenant = ''

/** The thread of the reference's example, to put into a store. */
export const exampleThread: StoredThread = {
  id: 'thread_abc123',
  createdAt: 1699014083_000,
  updatedAt: 1699014083_000,
  metadata: '{}',
  toolResources: '{}',
}
