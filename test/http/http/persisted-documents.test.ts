import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config/config.ts'
import { serveUpstream } from '../../support/api.ts'
import { wireThread } from '../../support/upstream.ts'

/** The manifest that codegen has written. */
const manifest = fileURLToPath(new URL('../../gql/persisted-documents.json', import.meta.url))
const hashes = Object.entries<string>(JSON.parse(readFileSync(manifest, 'utf8')))
const [named = ''] = hashes.find(([, document]) => document.includes('query ReadThread(')) ?? []
const hash = named.replace('sha256:', '')

async function serve(env: Record<string, string> = {}) {
  const { server, upstream } = await serveUpstream([wireThread('thread_a')], {
    PERSISTED_DOCUMENTS: manifest,
    ...env,
  })
  const post = async (body: object) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return { status: response.status, ...JSON.parse(await response.text()) }
  }
  const get = async (parameters: Record<string, string>) => {
    const response = await fetch(`${server.url}/graphql?${new URLSearchParams(parameters)}`)
    return { status: response.status, ...JSON.parse(await response.text()) }
  }
  return { post, get, upstream }
}

const variables = { id: 'thread_a' }

it.each([
  ['documentId', { documentId: hash }],
  ['documentId with the name of its hash', { documentId: `sha256:${hash}` }],
  [
    "the extension that Apollo's clients send",
    { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } },
  ],
])('runs a document of the manifest by %s', async (_, id) => {
  const { post } = await serve({ PERSISTED_DOCUMENTS_ONLY: 'true' })
  expect(await post({ ...id, variables })).toMatchObject({
    status: 200,
    data: { thread: { id: 'thread_a' } },
  })
})

it.each([
  ['documentId', { documentId: hash }],
  ['documentId with the name of its hash', { documentId: `sha256:${hash}` }],
  [
    "the extension that Apollo's clients send",
    { extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } }) },
  ],
])('runs a query of the manifest by a URL with %s', async (_, id) => {
  const { get } = await serve({ PERSISTED_DOCUMENTS_ONLY: 'true' })
  expect(await get({ ...id, variables: JSON.stringify(variables) })).toMatchObject({
    status: 200,
    data: { thread: { id: 'thread_a' } },
  })
})

it('runs no mutation of the manifest by a URL', async () => {
  const { get, upstream } = await serve()
  const [id = ''] = hashes.find(([, document]) => document.startsWith('mutation')) ?? []
  const changes = JSON.stringify({ id: 'thread_a', metadata: {} })
  expect(await get({ documentId: id, variables: changes })).toMatchObject({ status: 405 })
  expect(upstream.journal).toEqual([])
})

it('runs other documents too, unless the manifest is all there is', async () => {
  const { post } = await serve()
  expect(await post({ query: '{ thread(id: "thread_a") { id } }' })).toMatchObject({
    data: { thread: { id: 'thread_a' } },
  })
})

it.each([
  [
    'another document',
    { query: '{ thread(id: "thread_a") { id } }' },
    'Only documents of the manifest may run; send a "documentId"',
  ],
  [
    'a document of the manifest in full',
    { query: hashes[0]?.[1] },
    'Only documents of the manifest may run; send a "documentId"',
  ],
  ['an unknown id', { documentId: 'sha256:00' }, 'There is no document with this id in the manifest'],
  [
    'the name of a property that every object has',
    { documentId: 'constructor' },
    'There is no document with this id in the manifest',
  ],
  ['neither', {}, 'A "query", or the "documentId" of a document in the manifest, is required'],
])('refuses %s where the manifest is all there is', async (_, body, message) => {
  const { post, upstream } = await serve({ PERSISTED_DOCUMENTS_ONLY: 'true' })
  expect(await post(body)).toEqual({
    status: 400,
    errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }],
  })
  expect(upstream.journal).toEqual([])
})

it('checks the variables of a persisted document like any other', async () => {
  const { post, upstream } = await serve()
  const { errors } = await post({ documentId: hash, variables: { id: '../files' } })
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'id' } }])
  expect(upstream.journal).toEqual([])
})

it.each([
  ['is missing', undefined, 'which cannot be read as JSON; the path of a manifest is required'],
  ['is not JSON', 'query {}', 'which cannot be read as JSON; the path of a manifest is required'],
  ['is no manifest', '["query {}"]', ''],
  ['is empty', '{}', 'which is no manifest; a JSON object of documents by their hashes is required'],
])('does not start when the manifest %s', async (_, content, why) => {
  const folder = await mkdtemp(join(tmpdir(), 'manifest-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'manifest.json')
  if (content !== undefined) await writeFile(path, content)
  const config = readConfig({ PERSISTED_DOCUMENTS: path, DATABASE_URL: 'file::memory:' })
  await expect(createApp(config)).rejects.toThrow(why)
})

it('does not start with the manifest alone, and no manifest', () => {
  expect(() => readConfig({ PERSISTED_DOCUMENTS_ONLY: 'true' })).toThrow(
    'PERSISTED_DOCUMENTS_ONLY is true; PERSISTED_DOCUMENTS, the path of a manifest, is required',
  )
})
