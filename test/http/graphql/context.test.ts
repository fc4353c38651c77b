import { expect, it } from 'vitest'
import { type ContextOptions, createContext, defineLoader, speak } from '../../../src/graphql/context.ts'
import { AssistantsThreads } from '../../../src/resources/thread/assistants.ts'
import { EmbeddedThreads } from '../../../src/resources/thread/embedded-threads.ts'
import { threadLoader } from '../../../src/resources/thread/loader.ts'
import { threadsApi } from '../../../src/resources/thread/port.ts'
import { createClient } from '../../../src/upstream/upstream.ts'

const client = createClient({ baseURL: 'http://upstream/v1', fetch: (url) => fetch(url) })

function contextOf(options: ContextOptions = {}) {
  return createContext(client, { authorization: null, signal: new AbortController().signal }, options)
}

it('has one of each definition, made when it is first used', () => {
  let made = 0
  const counted = defineLoader(() => ({ number: ++made }))
  const context = contextOf()
  expect(made).toBe(0)
  expect(context.use(counted)).toBe(context.use(counted))
  expect(made).toBe(1)
})

it('shares nothing with another context', () => {
  const [one, other] = [contextOf(), contextOf()]
  expect(one.use(threadLoader)).not.toBe(other.use(threadLoader))
  expect(one.use(threadsApi)).not.toBe(other.use(threadsApi))
})

it('has each port speak the dialect that it is given, or its default', () => {
  expect(contextOf().use(threadsApi)).toBeInstanceOf(AssistantsThreads)
  const embedded = contextOf({ dialects: [speak(threadsApi, EmbeddedThreads, () => expect.unreachable())] })
  expect(embedded.use(threadsApi)).toBeInstanceOf(EmbeddedThreads)
})
