import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type GraphQLSchema, parse, printSchema, validate } from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { createSchema, schema } from '../../../src/schema.ts'
import { temporaryFolder } from '../../support/embedded/temporary-folder.ts'
import { install } from '../../support/install.ts'

const tools = fileURLToPath(new URL('../../samples/clients/relay/', import.meta.url))

const config = {
  src: './src',
  schema: './schema.graphql',
  language: 'typescript',
  customScalarTypes: { Metadata: 'Record<string, string>', DateTime: 'string' },
}

const fields = '{ id createdAt metadata toolResources { codeInterpreter { fileIds } } }'

/** Runs the compiler in a folder. */
async function run(folder: string, ...flags: string[]): Promise<void> {
  const compiler = join(tools, 'node_modules/relay-compiler/cli.js')
  await promisify(execFile)(process.execPath, [compiler, 'relay.config.json', '--noWatchman', ...flags], {
    cwd: folder,
  })
}

/** Compiles an app that consists of one fragment. Resolves to the folder with what was generated. */
async function compile(schema: GraphQLSchema, fragment: string): Promise<string> {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'schema.graphql'), printSchema(schema))
  writeFileSync(join(folder, 'src/view.ts'), `graphql\`${fragment}\``)
  await run(folder)
  return join(folder, 'src/__generated__')
}

describe('the Relay compiler', () => {
  beforeAll(() => install(tools), 120_000)

  it('accepts a fragment on a thread, with the types of its scalars', async () => {
    const generated = await compile(schema, `fragment view_thread on Thread ${fields}`)
    expect(readFileSync(join(generated, 'view_thread.graphql.ts'), 'utf8')).toContain(
      'readonly metadata: Record<string, string> | null | undefined;',
    )
  })

  it('accepts one that can be fetched again, where the schema has Node', async () => {
    const withNode = createSchema({ node: true })
    const fragment = `fragment view_thread on Thread @refetchable(queryName: "viewQuery") ${fields}`
    const generated = await compile(withNode, fragment)
    const artifact = readFileSync(join(generated, 'viewQuery.graphql.ts'), 'utf8')
    const query = JSON.parse(/"text": (".*")/.exec(artifact)?.[1] ?? '""')
    expect(query).toContain('node(id: $id)')
    expect(validate(withNode, parse(query))).toEqual([])
  })

  it('accepts a list of threads as a connection, whose pages it fetches itself', async () => {
    const fragment = `fragment view_threads on Query
      @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
      @refetchable(queryName: "viewQuery") {
      threads(first: $count, after: $cursor, where: { metadataLacksKeys: ["archived"] }) @connection(key: "view_threads") {
        edges { node ${fields} }
      }
    }`
    const generated = await compile(schema, fragment)
    const artifact = readFileSync(join(generated, 'viewQuery.graphql.ts'), 'utf8')
    const query = JSON.parse(/"text": (".*")/.exec(artifact)?.[1] ?? '""')
    expect(query).toContain('pageInfo {')
    expect(validate(schema, parse(query))).toEqual([])
  })

  it('would write for the live list what the tests run (npm run compile, there)', async () => {
    await run(tools, '--validate')
  })

  it('refuses one that can be fetched again where it has none', async () => {
    const fragment = `fragment view_thread on Thread @refetchable(queryName: "viewQuery") ${fields}`
    await expect(compile(schema, fragment)).rejects.toThrow('Invalid use of @refetchable')
  })
})
