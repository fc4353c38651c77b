import { isDeepStrictEqual } from 'node:util'
import { parseJson } from '../../core/json.ts'
import type { ThreadDocuments } from './validate-thread.ts'

/** Whether two threads have the same metadata and tool resources, in whatever order. */
export function haveSameContent(a: ThreadDocuments, b: ThreadDocuments): boolean {
  return (
    isDeepStrictEqual(parseJson(a.metadata), parseJson(b.metadata)) &&
    isDeepStrictEqual(parseJson(a.toolResources), parseJson(b.toolResources))
  )
}
