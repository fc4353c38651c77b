/**
 * Every number that a request is held to, each with its source.
 *
 * "Documented" is the description of `POST /threads/{thread_id}` in OpenAI's published OpenAPI document;
 * "our rule" is where that document is silent.
 */
export const limits = {
  metadata: {
    /** Documented: "Set of 16 key-value pairs". */
    pairs: 16,
    /** Documented: "Keys are strings with a maximum length of 64 characters". */
    keyLength: 64,
    /** Documented: "Values are strings with a maximum length of 512 characters". */
    valueLength: 512,
  },
  /** Documented: `tool_resources.code_interpreter.file_ids`, "a maximum of 20 files". */
  fileIds: 20,
  /** Documented: `tool_resources.file_search.vector_store_ids`, "a maximum of 1 vector store". */
  vectorStoreIds: 1,
  /** Our rule: the length of an id, in a URL or in a list of `tool_resources`. */
  idLength: 256,
  /** Our rule: ids in one `threadsById`. */
  idsPerLookup: 1000,
  /** Documented for the API's lists: "Limit can range between 1 and 100". */
  pageSize: 100,
  /** The page size of a list that names none; documented likewise. */
  defaultPageSize: 20,
  /** Our rule: keys in `metadataHasKeys` and `metadataLacksKeys`, or in `unset`, as many as a thread can have. */
  filterKeys: 16,
  /** Our rule: texts in `metadataContains`. */
  filterTexts: 4,
  /** Our rule: characters of a text in `metadataContains`. */
  filterTextLength: 200,
  /** Our rule: threads that one `deleteThreads` deletes. */
  idsPerDelete: 100,
  /** Our rule: threads that one subscription names. */
  idsPerSubscription: 100,
  /** Our rule: fields of a subscription, fragments counted at each spread. All of them are executed for each event. */
  subscriptionFields: 200,
  /** Our rule: characters of a subscription's document, and of its variables as JSON. They are kept as long as it lasts. */
  subscriptionLength: 16 * 1024,
  /** Our rule: bytes of the result of one event. A change goes out to many. */
  eventBytes: 1024 * 1024,
  /** Our rule: nodes that a field counts for where it has to look at many threads, beside those that it returns. */
  searchNodes: 1000,
  /** Our rule: references of one `_entities` that cannot be to anything here; more of them refuse the operation. */
  badReferences: 20,
  /** Our rule: errors in a response with data; of more, the number is told. */
  errorsPerResponse: 1000,
  /** Our rule: bytes of one upstream response; a full thread is below 50 kB. */
  upstreamResponseBytes: 1024 * 1024,
  /** Our rule: bytes of all upstream responses that one batch of reads holds; 1,000 full threads fit. */
  upstreamBatchBytes: 64 * 1024 * 1024,
} as const

/**
 * The length of a string in characters as the limits count them: Unicode code points, which is what JSON
 * Schema's `maxLength` counts. `'👍'.length` is 2; its `characters` are 1.
 */
export function characters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
