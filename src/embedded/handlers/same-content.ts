import { isDeepStrictEqual } from 'node:util'
import type { ThreadDocuments } from './validate-thread.ts'

/** Whether two threads have the same metadata and tool resources, in whatever order. */
export function haveSameContent(a: ThreadDocuments, b: ThreadDocuments): boolean {
  return (
    isDeepStrictEqual(JSON.parse(a.metadata), JSON.parse(b.metadata)) &&
    isDeepStrictEqual(JSON.parse(a.toolResources), JSON.parse(b.toolResources))
  )
}
