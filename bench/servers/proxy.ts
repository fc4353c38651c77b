/**
 * The reference: the least that a Node layer over the resource does. It reads the posted JSON, makes one request
 * per id, parses what comes, and answers JSON in the shape of GraphQL. It looks at no document: what is asked for
 * is told by the variables.
 */
import { createServer } from 'node:http'
import { Pool } from 'undici'

const origin = process.env['UPSTREAM'] ?? ''
const headers = { authorization: 'Bearer bench', 'content-type': 'application/json' }
const pool = new Pool(origin, { connections: Number(process.env['CONNECTIONS'] ?? 64), pipelining: 1 })

interface WireThread {
  id: string
  created_at: number
  metadata: Record<string, string>
  tool_resources: {
    code_interpreter?: { file_ids: string[] }
    file_search?: { vector_store_ids: string[] }
  }
}

interface Variables {
  id?: string
  ids?: string[]
  metadata?: Record<string, string>
}

async function call(method: 'GET' | 'POST', id: string, body: string | null) {
  const answer = await pool.request({ method, path: `/v1/threads/${id}`, headers, body })
  // The reference trusts its upstream and its callers.
  const thread = (await answer.body.json()) as WireThread
  const { code_interpreter: code, file_search: search } = thread.tool_resources
  return {
    id: thread.id,
    createdAt: new Date(thread.created_at * 1000).toISOString(),
    metadata: thread.metadata,
    toolResources: {
      codeInterpreter: code ? { fileIds: code.file_ids } : null,
      fileSearch: search ? { vectorStoreIds: search.vector_store_ids } : null,
    },
  }
}

async function answer({ id = '', ids, metadata }: Variables) {
  if (ids) return { threadsById: await Promise.all(ids.map((one) => call('GET', one, null))) }
  if (metadata) return { updateThread: await call('POST', id, JSON.stringify({ metadata })) }
  return { thread: await call('GET', id, null) }
}

createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', async () => {
    try {
      const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { variables: Variables }
      const body = Buffer.from(JSON.stringify({ data: await answer(variables) }))
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
      response.end(body)
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
}).listen(Number(process.env['PORT']), '127.0.0.1')
