/**
 * The embedded store with nothing around it: the query of its `getMany`, on the same file, and the rows as JSON in
 * the same shape. What GraphQL could be asked to reach.
 */
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

const database = new DatabaseSync(process.env['DATABASE'] ?? '', { readOnly: true })
const select = database.prepare(
  `SELECT id, created_ms, metadata, tool_resources FROM (SELECT DISTINCT value AS wanted FROM json_each(:ids))
   CROSS JOIN threads ON tenant = '' AND id = wanted`,
)

interface Resources {
  code_interpreter?: { file_ids: string[] }
  file_search?: { vector_store_ids: string[] }
}

function read(ids: string[]) {
  const threads = new Map(select.all({ ids: JSON.stringify(ids) }).map((row) => [row['id'], toThread(row)]))
  return ids.map((id) => threads.get(id) ?? null)
}

function toThread({ id, created_ms, metadata, tool_resources }: Record<string, unknown>) {
  const { code_interpreter: code, file_search: search }: Resources = JSON.parse(String(tool_resources))
  return {
    id,
    createdAt: new Date(Math.floor(Number(created_ms) / 1000) * 1000).toISOString(),
    metadata: JSON.parse(String(metadata)),
    toolResources: {
      codeInterpreter: code ? { fileIds: code.file_ids } : null,
      fileSearch: search ? { vectorStoreIds: search.vector_store_ids } : null,
    },
  }
}

createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { variables }: { variables: { ids: string[] } } = JSON.parse(Buffer.concat(chunks).toString())
    const body = Buffer.from(JSON.stringify({ data: { threadsById: read(variables.ids) } }))
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
    response.end(body)
  })
}).listen(Number(process.env['PORT']), '127.0.0.1')
