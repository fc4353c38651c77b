import fc from 'fast-check'
import { expect, it } from 'vitest'
import { serveUpstream } from '../../support/api.ts'
import { choicesOf, generateDocument, knownIds, mutateText } from '../../support/properties/documents.ts'
import { wireThread } from '../../support/upstream.ts'

/** How many documents are sent: `FUZZ_DOCUMENTS=100000 npx vitest run test/http/properties`. */
const numRuns = Number(process.env['FUZZ_DOCUMENTS'] ?? 500)
/** A response takes this long at most, in milliseconds. */
const hang = 5000

/** What can be wrong while nothing is wrong with the upstream. */
const expectedCodes = ['BAD_USER_INPUT', 'NOT_FOUND', 'UNSUPPORTED_BY_UPSTREAM']

/** One request: usually a posted document, as it was generated or with its text changed. */
function generateRequest(seed: number): { path: string; init: RequestInit } {
  const choices = choicesOf(seed)
  const { chance } = choices
  const { query, ...rest } = generateDocument(choices)
  const text = chance(30) ? mutateText(choices, query) : query
  const path = `/graphql?query=${encodeURIComponent(text.toWellFormed())}`
  // Node itself refuses longer ones.
  if (path.length < 8000 && chance(8)) return { path, init: {} }
  const body = JSON.stringify({ query: text, ...rest })
  return {
    path: '/graphql',
    init: {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: chance(8) ? mutateText(choices, body) : body,
    },
  }
}

it(
  'answers every document with data or with errors that have a code, and never with a failure of its own',
  async () => {
    const { server, upstream } = await serveUpstream()
    const counts = { done: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
        for (const id of knownIds) upstream.threads.set(id, wireThread(id))
        upstream.journal.length = 0
        const { path, init } = generateRequest(seed)
        const response = await fetch(server.url + path, { ...init, signal: AbortSignal.timeout(hang) })
        const answer = JSON.parse(await response.text())
        const said = JSON.stringify({ path, body: init.body, status: response.status, answer })
        expect(response.status, said).toBeLessThan(500)
        expect(answer.data ?? answer.errors, said).toBeTruthy()
        for (const { extensions } of answer.errors ?? [])
          expect(expectedCodes, said).toContain(extensions?.code)
        if (!('data' in answer)) expect(upstream.journal, said).toEqual([])
        counts[answer.data ? 'done' : 'refused']++
      }),
      // A smaller seed makes no smaller document.
      { numRuns, endOnFailure: true },
    )
    expect(server.bugs).toEqual([])
    // Were most of them refused at the door, they would test the door alone.
    expect(counts.done / numRuns).toBeGreaterThan(0.2)
    if (process.env['FUZZ_DOCUMENTS'])
      console.log(`documents: ${counts.done} done, ${counts.refused} refused`)
  },
  20_000 + numRuns * 10,
)
