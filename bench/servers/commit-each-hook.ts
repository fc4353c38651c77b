/** Preloaded into ours: takes one module's place, so that nothing differs but how writes are committed. */
import { registerHooks } from 'node:module'

const replaced = new URL('../../src/embedded/stores/sqlite/group-commit.ts', import.meta.url).href
const replacement = new URL('commit-each.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context)
    return resolved.url === replaced ? { ...resolved, url: replacement } : resolved
  },
})
