/** The least that answers a read of many threads from PostgreSQL: `node:http`, the driver, and the rows as JSON in the same shape. */
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 })
pool.on('error', () => {})
const query = {
  name: 'many',
  text: `SELECT thread.* FROM unnest($2::TEXT[]) AS wanted (id) CROSS JOIN LATERAL (
    SELECT id, created_ms, updated_ms, metadata, tool_resources FROM threads
    WHERE threads.tenant = $1 AND threads.id = wanted.id LIMIT 1
  ) AS thread`,
  rowMode: 'array',
}
interface Resources {
  code_interpreter?: { file_ids: string[] }
  file_search?: { vector_store_ids: string[] }
}

function toThread([id, created, , metadata, toolResources]: unknown[]) {
  const { code_interpreter: code, file_search: search }: Resources = JSON.parse(String(toolResources))
  return {
    id,
    createdAt: new Date(Math.floor(Number(created) / 1000) * 1000).toISOString(),
    metadata: JSON.parse(String(metadata)),
    toolResources: {
      codeInterpreter: code ? { fileIds: code.file_ids } : null,
      fileSearch: search ? { vectorStoreIds: search.vector_store_ids } : null,
    },
  }
}

const server = createServer(async (request, response) => {
  const { variables } = Object(await json(request))
  const { rows } = await pool.query({ ...query, values: ['', variables.ids] })
  const body = JSON.stringify({ data: { threadsById: rows.map(toThread) } })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  // In the form that the command has for it.
  if (typeof address === 'object') console.log(`  GraphQL   http://127.0.0.1:${address?.port}/graphql`)
})
