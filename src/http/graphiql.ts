// Node's own copies a body, and the page has 9 MB.
import { Response } from '@whatwg-node/server'
import type { GraphiQLOptions } from 'graphql-yoga'
import { isGraphQLPath } from '../core/paths.ts'
import type { HttpRequest } from '../core/request-context.ts'
import type { Gate } from './gate.ts'
import { acceptsGzip, isUnchanged, type Page, preparePage } from './graphiql-page.ts'
import { textResponse } from './text-response.ts'

/** The operations that GraphiQL opens with: the first runs as it is, the others take the id that it returns. */
export const defaultDocument = `# Run these from top to bottom: put the id that
# the first returns into the variables below.

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
const graphiqlOptions: GraphiQLOptions = {
  title: 'threads-graphql',
  // A key typed under Headers would stay in the browser.
  shouldPersistHeaders: false,
  defaultTabs: [{ query: defaultDocument, variables: defaultVariables }],
}

/** The GraphiQL page with all that it needs inside: it works with no network. 9 MB, so loaded when first asked for. */
async function renderPage(): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  return preparePage(renderGraphiQL(graphiqlOptions).replace('<div id="root">', `${seedStorage}$&`))
}

let sharedPage: Promise<Page> | undefined

/** One page for all apps of the process, and for all who ask for it at once. */
function graphiqlPage(): Promise<Page> {
  sharedPage ??= renderPage().catch((error: unknown) => {
    sharedPage = undefined
    throw error
  })
  return sharedPage
}

export interface GraphiQLAccess {
  /** Whether the page is served without a key, where keys are asked for. */
  everyone: boolean
}

/**
 * Serves GraphiQL's page to browsers that ask for `/graphql`. The page holds no data, and has a place for a key.
 *
 * @returns what stands before authentication, and what stands behind it.
 */
export function graphiql({ everyone }: GraphiQLAccess): { before: Gate[]; behind: Gate[] } {
  const page: Gate = ({ http, stats }) => {
    if (!isForPage(http)) return undefined
    stats.isPage = true
    return graphiqlPage().then((page) => pageResponse(page, http))
  }
  // A browser cannot send a key when it opens a page: its user is told what can be done.
  const hint: Gate = ({ http, stats }) => {
    if (!isForPage(http) || http.headers.get('authorization') !== null) return undefined
    stats.isPage = true
    return textResponse(401, 'text/plain; charset=utf-8', KEY_HINT, {
      'www-authenticate': 'Bearer',
      vary: 'Accept, Accept-Encoding',
    })
  }
  return everyone ? { before: [page], behind: [] } : { before: [hint], behind: [page] }
}

const KEY_HINT = `A valid key is required: Authorization: Bearer <key>

A browser cannot send one when it opens a page. Start the server with GRAPHIQL=true to serve GraphiQL to everyone:
the page holds no data, and a key goes under its Headers.
`

function isForPage({ method, url, headers }: HttpRequest): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    isGraphQLPath(url.pathname) &&
    (headers.get('accept') ?? '').includes('text/html')
  )
}

function pageResponse(page: Page, { method, headers: asked }: HttpRequest): Response {
  const compressed = acceptsGzip(asked.get('accept-encoding'))
  const { bytes, etag } = compressed ? page.gzip : page.identity
  const headers = {
    etag,
    vary: 'Accept, Accept-Encoding',
    // To be kept, and asked about each time.
    'cache-control': 'no-cache',
    'content-security-policy': page.policy,
    // For browsers that do not know `frame-ancestors`.
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  }
  if (isUnchanged(asked.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  return new Response(method === 'HEAD' ? null : bytes, {
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(bytes.length),
      ...(compressed && { 'content-encoding': 'gzip' }),
    },
  })
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
