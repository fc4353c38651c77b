import type { GraphiQLOptions } from 'graphql-yoga'

/** The operations that GraphiQL opens with: the first runs as it is, the others take the id it answers. */
export const defaultDocument = `# Run these from top to bottom: put the id that
# the first answers into the variables below.

mutation CreateThread {
  createThread(metadata: { topic: "first steps" }) {
    id
    createdAt
    metadata
  }
}

mutation UpdateThread($id: ID!) {
  updateThread(
    id: $id
    metadata: { modified: "true", user: "abc123" }
    toolResources: {
      codeInterpreter: { fileIds: ["file-abc123"] }
    }
  ) {
    id
    metadata
    toolResources {
      codeInterpreter {
        fileIds
      }
    }
  }
}

query ReadThread($id: ID!) {
  thread(id: $id) {
    id
    object
    createdAt
    metadata
    toolResources {
      codeInterpreter {
        fileIds
      }
      fileSearch {
        vectorStoreIds
      }
    }
  }
}
`

const defaultVariables = '{\n  "id": "thread_…"\n}'

/** What GraphiQL opens with. */
export const graphiqlOptions: GraphiQLOptions = {
  title: 'threads-graphql',
  // A key typed under Headers would stay in the browser.
  shouldPersistHeaders: false,
  defaultTabs: [{ query: defaultDocument, variables: defaultVariables }],
}

/** The GraphiQL page with all that it needs inside: it works with no network. 9 MB, so loaded when first asked for. */
export async function renderGraphiQL(options?: GraphiQLOptions): Promise<string> {
  const page = await import('@graphql-yoga/render-graphiql')
  return page.renderGraphiQL(options).replace('<div id="root">', `${seedStorage}$&`)
}

/**
 * GraphiQL shows variables, and finds its tab again after a reload, only where it has kept both texts before:
 * those of a default tab are kept when they are changed, and no sooner.
 */
const seedStorage = `<script>
  try {
    if (!localStorage['graphiql:tabState']) {
      localStorage['graphiql:query'] = ${JSON.stringify(defaultDocument)}
      localStorage['graphiql:variables'] = ${JSON.stringify(defaultVariables)}
    }
  } catch {
    // A browser that keeps nothing: GraphiQL makes do with its default tab.
  }
</script>`
