import { hex, type Kept, openAiError, type Stub, seconds } from './stub.ts'

/** OpenAI's own: https://platform.openai.com/docs/api-reference/conversations */
export const openAiConversations: Stub = {
  name: 'OpenAI Conversations',
  prefix: '/v1',
  resource: 'conversations',
  env: { UPSTREAM_API: 'conversations', OPENAI_API_KEY: 'sk-own' },
  refuse: ({ headers, method, id, body }) => {
    if (headers.authorization !== 'Bearer sk-own')
      return openAiError(401, 'Incorrect API key provided: sk-****.')
    if (method === 'POST' && id !== undefined && !(body && 'metadata' in body)) {
      return openAiError(400, "Missing required parameter: 'metadata'.", {
        param: 'metadata',
        code: 'missing_required_parameter',
      })
    }
    return undefined
  },
  notFound: (id) => openAiError(404, `Conversation with id '${id}' not found.`),
  create: ({ metadata }) => ({
    id: `conv_${hex(48)}`,
    object: 'conversation',
    created_at: seconds(),
    metadata: metadata ?? {},
  }),
  update(kept, { metadata }) {
    const updated = { ...kept, metadata }
    return { kept: updated, answer: { body: updated } }
  },
  delete({ id, kept }) {
    if (!kept.delete(id)) return openAiConversations.notFound(id)
    return { body: { id, object: 'conversation.deleted', deleted: true } }
  },
}

/** The same wire, with a list, for projects of Microsoft Foundry. */
export const foundryConversations: Stub = {
  ...openAiConversations,
  name: 'Microsoft Foundry, conversations',
  prefix: '/api/projects/demo/openai/v1',
  env: { UPSTREAM_API: 'conversations', OPENAI_API_KEY: 'sk-own' },
  list({ kept, query }) {
    return { body: { object: 'list', ...page([...kept.values()], query) } }
  },
}

/** Formerly Llama Stack. It answers with null where there is no metadata, and takes none. */
export const ogx: Stub = {
  ...openAiConversations,
  name: 'OGX',
  env: { UPSTREAM_API: 'conversations' },
  refuse({ body }) {
    const isNull = body && 'metadata' in body && body['metadata'] === null
    const detail = [
      { type: 'dict_type', loc: ['body', 'metadata'], msg: 'Input should be a valid dictionary' },
    ]
    return isNull ? { status: 422, body: { detail } } : undefined
  },
  create: (body) => ({ ...openAiConversations.create(body), metadata: body['metadata'] ?? null }),
}

/** A router before models. It merges, and says that there is nothing in a string. */
export const sglang: Stub = {
  ...ogx,
  name: 'SGLang router',
  notFound: () => ({ status: 404, body: { error: 'Conversation not found' } }),
  update(kept, { metadata }) {
    const merged = { ...Object(kept['metadata']), ...Object(metadata) }
    for (const [key, value] of Object.entries(merged)) if (value === null) delete merged[key]
    const updated = { ...kept, metadata: merged }
    return { kept: updated, answer: { body: updated } }
  },
  delete({ id, kept }) {
    if (!kept.delete(id)) return sglang.notFound(id)
    return { body: { id, object: 'conversation.deleted', deleted: true } }
  },
}

/** A page of a list by `limit`, `order` and `after`. */
export function page(all: readonly Kept[], query: URLSearchParams) {
  const ordered = query.get('order') === 'asc' ? all : all.toReversed()
  const start = ordered.findIndex(({ id }) => id === query.get('after')) + 1
  const limit = Number(query.get('limit') ?? 20)
  const data = ordered.slice(start, start + limit)
  return {
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: ordered.length > start + limit,
  }
}
