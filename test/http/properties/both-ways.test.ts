import fc from 'fast-check'
import { expect, it } from 'vitest'
import { serveUpstream } from '../../support/api.ts'
import { choicesOf, generateDocument, knownIds, mutateText } from '../../support/properties/documents.ts'
import { wireThread } from '../../support/upstream.ts'

const numRuns = Number(process.env['FUZZ_DOCUMENTS'] ?? 500)

/** The server as it is for most requests, and one that a plugin of somebody's own sends the long way. */
async function serveBothWays(compileAfter: string) {
  const short = await serveUpstream([], { COMPILE_AFTER: compileAfter })
  const long = await serveUpstream([], { COMPILE_AFTER: '1000000' }, { plugins: [{}] })
  for (const { upstream } of [short, long]) {
    // One thread of the known ones cannot be had.
    upstream.script = ({ path }) => (path.endsWith('/thread_c') ? { status: 403, body: {} } : undefined)
  }
  return [short, long]
}

const accepts = [
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'application/json;q=0.5, application/graphql-response+json',
  'text/html, */*;q=0.1',
  'text/plain',
]

function generatePost(seed: number): RequestInit {
  const choices = choicesOf(seed)
  const { query, ...rest } = generateDocument(choices)
  const text = choices.chance(15) ? mutateText(choices, query) : query
  const body = JSON.stringify({ query: text, ...rest })
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: accepts[Math.abs(seed) % accepts.length] ?? '',
    },
    body: choices.chance(8) ? mutateText(choices, body) : body,
  }
}

async function answerTo(url: string, init: RequestInit) {
  const response = await fetch(`${url}/graphql`, init)
  const text = await response.text()
  const { data, errors } = text ? JSON.parse(text) : {}
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    data,
    // Fields that run side by side may fail in any order.
    errors: errors?.map((error: object) => JSON.stringify(error)).sort(),
  }
}

it.each([
  ['compiled', '0'],
  ['interpreted', '1000000'],
])(
  'a post is answered the same on the short way, %s, as on the long one, interpreted',
  async (_, after) => {
    const ways = await serveBothWays(after)
    let withData = 0
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
        const init = generatePost(seed)
        const [short, long] = await Promise.all(
          ways.map(async ({ upstream, server }) => {
            upstream.threads.clear()
            for (const id of knownIds) upstream.threads.set(id, wireThread(id))
            upstream.journal.length = 0
            // A document that comes again is known, and known differently each time.
            const answers = [
              await answerTo(server.url, init),
              await answerTo(server.url, init),
              await answerTo(server.url, init),
            ]
            const sent = upstream.journal.map(({ method, path, body }) => `${method} ${path} ${body}`)
            return { answers, sent: sent.sort() }
          }),
        )
        expect(short, String(init.body)).toEqual(long)
        if (short?.answers[0]?.data) withData++
      }),
      { numRuns, endOnFailure: true },
    )
    expect(withData / numRuns).toBeGreaterThan(0.15)
  },
  60_000 + numRuns * 40,
)
