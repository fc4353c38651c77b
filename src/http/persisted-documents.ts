import { readFileSync } from 'node:fs'
import { ConfigError } from '../config/config.ts'
import { httpError } from './http-error.ts'
import { type FindDocument, findPlainDocument } from './params.ts'

export interface PersistedDocumentsOptions {
  /** The manifest: a JSON file of documents by their hashes, as codegen's client preset writes it. */
  path: string
  /** Whether only documents of the manifest may run. */
  only: boolean
}

/**
 * Lets an app send the hash of a document instead of the document: as `documentId` (a prefix such as `sha256:` is
 * allowed), or as Apollo's clients do (`extensions.persistedQuery.sha256Hash`).
 *
 * @throws ConfigError when the manifest cannot be read.
 */
export function persistedDocuments({ path, only }: PersistedDocumentsOptions): FindDocument {
  const documents = readManifest(path)
  const refusal = (message: string) => httpError(400, 'BAD_USER_INPUT', message)

  return (params) => {
    if (params['query']) {
      if (only) throw refusal('Only documents of the manifest may run; send a "documentId"')
      return findPlainDocument(params)
    }
    const id = idOf(params)
    if (id === undefined)
      throw refusal('A "query", or the "documentId" of a document in the manifest, is required')
    const document = documents.get(id)
    if (document === undefined) throw refusal('There is no document with this id in the manifest')
    return document
  }
}

function idOf({ documentId, extensions }: Record<string, unknown>): string | undefined {
  const id: unknown = documentId ?? Object(Object(extensions).persistedQuery).sha256Hash
  return typeof id === 'string' ? withoutHashName(id) : undefined
}

/** Some write the name of the hash before it, in manifests as in requests: `sha256:…`. */
function withoutHashName(id: string): string {
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
  return new Map(entries.map(([id, document]) => [withoutHashName(id), String(document)]))
}
