import { page } from './conversations.ts'
import { hex, openAiError, type Stub, seconds } from './stub.ts'

const orEmpty = (value: unknown) => value ?? {}

/** Microsoft Foundry Agent Service (classic): the bodies of OpenAI, a version in each query, and a list. */
export const foundryThreads: Stub = {
  name: 'Microsoft Foundry, threads (classic)',
  prefix: '/api/projects/demo',
  resource: 'threads',
  env: { OPENAI_QUERY: 'api-version=v1', OPENAI_API_KEY: 'entra-token', OPENAI_HEADERS: 'openai-beta:' },
  refuse({ query, headers }) {
    if (query.get('api-version') !== 'v1') {
      return openAiError(400, "The 'api-version' query parameter is required.", {
        code: 'MissingApiVersionParameter',
      })
    }
    if (headers.authorization !== 'Bearer entra-token') return openAiError(401, 'Access denied.')
    if (headers['openai-beta'] !== undefined) return openAiError(400, 'Unexpected header.')
    return undefined
  },
  notFound: (id) => openAiError(404, `No thread found with id '${id}'.`),
  create: ({ metadata, tool_resources }) => ({
    id: `thread_${hex(24)}`,
    object: 'thread',
    created_at: seconds(),
    metadata: orEmpty(metadata),
    tool_resources: { azure_ai_search: { indexes: [{ index_name: 'docs' }] }, ...orEmpty(tool_resources) },
  }),
  update(kept, { metadata = kept['metadata'], tool_resources = kept['tool_resources'] }) {
    const updated = { ...kept, metadata: orEmpty(metadata), tool_resources: orEmpty(tool_resources) }
    return { kept: updated, answer: { body: updated } }
  },
  delete({ id, kept }) {
    if (!kept.delete(id)) return foundryThreads.notFound(id)
    return { body: { id, object: 'thread.deleted', deleted: true } }
  },
  list: ({ kept, query }) => ({ body: { object: 'list', ...page([...kept.values()], query) } }),
}

/** One without a list. */
const { list: _, ...unlisted } = foundryThreads

/** Astra Assistants: milliseconds, answers of its own to updates and deletes, and a second key in a header. */
export const astra: Stub = {
  ...foundryThreads,
  name: 'Astra Assistants',
  prefix: '/v1',
  env: { OPENAI_HEADERS: 'astra-api-token: AstraCS:own' },
  refuse: ({ headers }) =>
    headers['astra-api-token'] === 'AstraCS:own'
      ? undefined
      : { status: 403, body: { detail: 'Missing or invalid astra-api-token' } },
  notFound: (id) => ({ status: 404, body: { detail: `Thread not found with id ${id}.` } }),
  create: ({ metadata, tool_resources }) => ({
    id: hex(32),
    object: 'thread',
    created_at: seconds() * 1000,
    metadata: orEmpty(metadata),
    tool_resources: tool_resources ?? null,
  }),
  update(kept, body) {
    const updated = foundryThreads.update(kept, body).kept
    const { tool_resources: _unsent, ...answered } = updated
    return { kept: updated, answer: { body: answered } }
  },
  delete({ id, kept }) {
    if (!kept.delete(id)) return astra.notFound(id)
    return { body: { id, object: 'thread', deleted: true } }
  },
}

/** LeapfrogAI: an update resets what it does not name, and a delete of nothing is a success. */
export const leapfrog: Stub = {
  ...unlisted,
  name: 'LeapfrogAI',
  prefix: '/openai/v1',
  env: {},
  refuse: () => undefined,
  notFound: () => ({ status: 404, body: { detail: 'Thread not found' } }),
  create: ({ metadata, tool_resources }) => ({
    id: `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
    object: 'thread',
    created_at: seconds(),
    metadata: metadata ?? null,
    tool_resources: tool_resources ?? null,
  }),
  update(kept, { metadata, tool_resources }) {
    const updated = { ...kept, metadata: metadata ?? null, tool_resources: tool_resources ?? null }
    return { kept: updated, answer: { body: updated } }
  },
  delete: ({ id, kept }) => ({ body: { id, object: 'thread.deleted', deleted: kept.delete(id) } }),
}

/** open-assistant-api: ids of hex digits alone, and tool resources that an update leaves as they are. */
export const openAssistantApi: Stub = {
  ...unlisted,
  name: 'open-assistant-api',
  prefix: '/api/v1',
  env: { OPENAI_API_KEY: 'xxxx' },
  refuse: () => undefined,
  notFound: (id) => ({
    status: 404,
    body: {
      error: { code: 'resource_not_found', message: `thread ${id} not found`, type: 'invalid_request_error' },
    },
  }),
  create: ({ metadata, tool_resources }) => ({
    id: hex(24),
    object: 'thread',
    created_at: seconds(),
    metadata: orEmpty(metadata),
    tool_resources: orEmpty(tool_resources),
  }),
  update(kept, { metadata = kept['metadata'] }) {
    const updated = { ...kept, metadata: orEmpty(metadata) }
    return { kept: updated, answer: { body: updated } }
  },
  delete({ id, kept }) {
    if (!kept.delete(id)) return openAssistantApi.notFound(id)
    return { body: { id, object: 'thread.deleted', deleted: true } }
  },
}
