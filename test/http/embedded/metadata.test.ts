import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exampleThread, noTenant, openEmbedded } from '../../support/embedded/embedded.ts'

async function openWithThread() {
  const embedded = openEmbedded()
  await embedded.store.create(noTenant, exampleThread)
  return embedded
}

const path = '/v1/threads/thread_abc123'

/** Text of at most `max` code points, in any script, with the names that JavaScript objects are born with. */
const text = (max: number) =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: max, size: 'max' }),
    fc.string({ unit: fc.constantFrom('👍', 'é', '\u0000', '"', '\\', '\u202e', '\u2028'), maxLength: max }),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', ''),
  )

const metadata = fc.uniqueArray(fc.tuple(text(64), text(512)), {
  selector: ([key]) => key,
  maxLength: 16,
})

describe('metadata', () => {
  it('comes back as it went in, whatever is legal', { timeout: 60_000 }, async () => {
    const { send } = await openWithThread()
    await fc.assert(
      fc.asyncProperty(metadata, async (pairs) => {
        // Object.fromEntries defines properties, so `__proto__` is a key like any other.
        const sent = Object.fromEntries(pairs)
        const modified = await send('POST', path, { metadata: sent })
        expect(modified.status).toBe(200)
        // Compared as text: JSON.parse can take one key for another (see src/core/json.ts).
        expect(modified.text).toContain(`"metadata":${JSON.stringify(sent)},`)
        expect((await send('GET', path)).text).toBe(modified.text)
      }),
      { numRuns: 300, interruptAfterTimeLimit: 20_000 },
    )
  })

  it('may have keys with a meaning in JavaScript', async () => {
    const { send } = await openWithThread()
    const sent = '{"__proto__":"a","constructor":"b","toString":"c","hasOwnProperty":"d"}'
    expect((await send('POST', path, `{"metadata":${sent}}`)).text).toContain(`"metadata":${sent},`)
    expect((await send('GET', path)).text).toContain(`"metadata":${sent},`)
  })

  it('may have 16 pairs of 64 and 512 emoji', async () => {
    const { send } = await openWithThread()
    const keys = Array.from({ length: 16 }, (_, n) => String.fromCodePoint(0x1f600 + n).repeat(64))
    const sent = Object.fromEntries(keys.map((key) => [key, '👍'.repeat(512)]))
    const { status, body } = await send('POST', path, { metadata: sent })
    expect(status).toBe(200)
    expect(body.metadata).toEqual(sent)
  })

  it('may be at every limit at once, written with escapes', async () => {
    const { send } = await openWithThread()
    const pairs = Array.from({ length: 16 }, (_, n) => {
      const key = `\\ud83d\\ude${(n + 16).toString(16)}`.repeat(64)
      return `"${key}":"${'\\ud83d\\udc4d'.repeat(512)}"`
    })
    const { status, body } = await send('POST', path, `{"metadata":{${pairs.join()}}}`)
    expect(status).toBe(200)
    expect(Object.values(body.metadata)).toEqual(Array.from({ length: 16 }, () => '👍'.repeat(512)))
  })

  it('has the last of two values for one key', async () => {
    const { send } = await openWithThread()
    const { body } = await send('POST', path, '{"metadata":{"a":"1","a":"2"}}')
    expect(body.metadata).toEqual({ a: '2' })
  })
})
