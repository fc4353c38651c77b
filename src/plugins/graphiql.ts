import type { GraphiQLOptions } from 'graphql-yoga'

/** The operations that GraphiQL opens with: the first runs as it is, the others take the id it answers. */
export const defaultDocument = `# Threads over GraphQL. Run the operations from top to bottom:
# the first creates a thread; put its id into the variables below for the others.

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
    toolResources: { codeInterpreter: { fileIds: ["file-abc123"] } }
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

/** What GraphiQL opens with. */
export const graphiqlOptions: GraphiQLOptions = {
  title: 'threads-graphql',
  defaultTabs: [{ query: defaultDocument, variables: '{\n  "id": "thread_…"\n}' }],
}

/** The GraphiQL page with all that it needs inside: it works with no network. 9 MB, so loaded when first asked for. */
export async function renderGraphiQL(options?: GraphiQLOptions): Promise<string> {
  const page = await import('@graphql-yoga/render-graphiql')
  return page.renderGraphiQL(options)
}
