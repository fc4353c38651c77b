import { readFileSync } from 'node:fs'
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations'
import { ConfigError } from '../config/config.ts'
import type { ServerPlugin } from '../core/request-context.ts'
import { httpError } from './http-error.ts'

export interface PersistedDocumentsOptions {
  /** The manifest: a JSON file of documents by their hashes, as codegen's client preset writes it. */
  path: string
  /** Whether nothing but the documents of the manifest may run. */
  only: boolean
}

/**
 * Lets an app send the hash of a document instead of the document: as `documentId` (a prefix such as `sha256:` is
 * allowed), or the way Apollo's clients do (`extensions.persistedQuery.sha256Hash`).
 *
 * @throws ConfigError when the manifest cannot be read.
 */
export function usePersistedDocuments({ path, only }: PersistedDocumentsOptions): ServerPlugin {
  const documents = readManifest(path)
  const refusal = (message: string) => () => httpError(400, 'BAD_USER_INPUT', message)
  const plugin = usePersistedOperations({
    allowArbitraryOperations: !only,
    extractPersistedOperationId: idOf,
    getPersistedOperation: (id) => documents.get(id) ?? null,
    customErrors: {
      notFound: refusal('There is no document with this id in the manifest'),
      keyNotFound: refusal('A "query", or the "documentId" of a document in the manifest, is required'),
      persistedQueryOnly: refusal('Only documents of the manifest may run; send a "documentId"'),
    },
  })
  // It looks at the params alone, so the context may be any.
  return plugin as ServerPlugin
}

function idOf(params: object): string | null {
  const { documentId, extensions } = params as { documentId?: unknown; extensions?: unknown }
  const id = documentId ?? Object(Object(extensions).persistedQuery).sha256Hash
  return typeof id === 'string' ? bare(id) : null
}

/** Some write the name of the hash before it, in manifests as in requests: `sha256:…`. */
function bare(id: string): string {
  return id.replace(/^\w+:/, '')
}

function readManifest(path: string): ReadonlyMap<string, string> {
  const wrong = (why: string) => new ConfigError(`PERSISTED_DOCUMENTS is ${JSON.stringify(path)}, ${why}`)
  let manifest: unknown
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw wrong('which cannot be read as JSON; the path of a manifest is required')
  }
  const entries = Array.isArray(manifest) ? [] : Object.entries(Object(manifest))
  if (entries.length === 0 || entries.some(([, document]) => typeof document !== 'string')) {
    throw wrong('which is no manifest; a JSON object of documents by their hashes is required')
  }
  return new Map(entries.map(([id, document]) => [bare(id), String(document)]))
}
