import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'

/** Characters of all texts that are kept; a parsed document can take 250 bytes for each of its own. */
const MAX_CHARACTERS = 256 * 1024
/** Characters of one document that is kept; a larger one is parsed each time. */
const MAX_DOCUMENT_CHARACTERS = 32 * 1024

interface Cache<Value> {
  get: (text: string) => Value | undefined
  set: (text: string, value: Value) => unknown
}

/**
 * What yoga remembers of documents, for `parserAndValidationCache`: those that came more than once, by their
 * size. Its own caches keep 1,024 of any size for an hour: new ones of 2,000 tokens took 1.5 GB so, and made
 * every collection of garbage slow. Documents that cannot be parsed are not kept: the mistake is soon found.
 */
export function documentCaches(): { documentCache: Cache<DocumentNode>; errorCache: Cache<unknown> } {
  const seen = lastUsed<true>()
  const known = lastUsed<DocumentNode>()
  return {
    documentCache: {
      get: (text) => known.get(text),
      set(text, document) {
        if (seen.get(text)) known.set(text, document)
        else seen.set(text, true)
      },
    },
    errorCache: { get: () => undefined, set: () => {} },
  }
}

/** Values by texts, those that were used last. */
function lastUsed<Value extends object | true>(): LRUCache<string, Value> {
  return new LRUCache({
    maxSize: MAX_CHARACTERS,
    maxEntrySize: MAX_DOCUMENT_CHARACTERS,
    sizeCalculation: (_, text) => text.length || 1,
  })
}
