import { expect, it } from 'vitest'
import { serveUpstream } from '../../../support/api.ts'
import { wireThread } from '../../../support/upstream.ts'

const threadA = { id: 'thread_a' }

it.each([
  [
    'a field said twice, once under a condition',
    `query ($id: ID!, $yes: Boolean!) {
      thread(id: $id) { id }
      thread(id: $id) @include(if: $yes) { createdAt ...Object }
    }
    fragment Object on Thread { object }`,
    { thread: threadA },
  ],
  [
    'a fragment spread under opposite conditions',
    `query ($id: ID!, $yes: Boolean!) {
      with: thread(id: $id) { ...Id @include(if: $yes) }
      without: thread(id: $id) { ...Id @skip(if: $yes) }
    }
    fragment Id on Thread { id }`,
    { with: {}, without: threadA },
  ],
  [
    'a fragment spread twice, once under a condition',
    `query ($id: ID!, $yes: Boolean!) { thread(id: $id) { ...Id @include(if: $yes) ...Id } }
    fragment Id on Thread { id }`,
    { thread: threadA },
  ],
])('heeds @skip and @include on %s, each time that the document comes', async (_, document, data) => {
  const { server } = await serveUpstream([wireThread('thread_a')])
  for (let time = 0; time < 4; time++) {
    expect(await server.query(document, { id: 'thread_a', yes: false })).toEqual({ status: 200, data })
  }
})
