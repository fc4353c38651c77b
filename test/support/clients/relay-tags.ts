import { registerHooks } from 'node:module'

/** Does what babel-plugin-relay does: a tagged operation becomes what the compiler has written for it. */
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.includes('/samples/clients/relay/') || url.includes('/gql/')) return loaded
    const source = String(loaded.source).replaceAll(
      /graphql`\s*\w+ (\w+)[^`]*`/g,
      "(await import('./gql/$1.graphql.ts')).default",
    )
    return { ...loaded, source }
  },
})
