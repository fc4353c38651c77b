import { describe, expect, it } from 'vitest'
import { mutate, read, serveMisbehaving } from '../../support/faults/serve.ts'
import { type Misbehaviour, silence, wellBehaved } from '../../support/misbehaving.ts'

/** Writes these bytes and waits until they are gone, and behaves well then. */
function first(bytes: string): Misbehaviour {
  return (request) => void request.socket.write(bytes, () => wellBehaved(request))
}

const interim = 'HTTP/1.1 100 Continue\r\n\r\n'

describe('interim responses that nobody asked for are skipped', () => {
  it.each([
    ['a 100', interim],
    ['a 100 with headers', 'HTTP/1.1 100 Continue\r\nserver: x\r\n\r\n'],
    ['a 102', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['a 103', 'HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n'],
    ['several', `${interim}HTTP/1.1 103 Early Hints\r\n\r\n${interim}`],
  ])('%s', async (_, bytes) => {
    const { upstream, server } = await serveMisbehaving(first(bytes))

    expect((await mutate(server)).data).toEqual({ updateThread: { id: 'thread_a' } })
    expect((await read(server)).data).toEqual({ thread: { id: 'thread_a' } })

    expect(upstream.journal).toHaveLength(2)
    // They do not cost the connection.
    expect(upstream.connections.size).toBe(1)
  })

  it('a 100 in the same packet as the response', async () => {
    const { upstream, server } = await serveMisbehaving((request) => {
      request.socket.cork()
      request.socket.write(interim)
      wellBehaved(request)
      request.socket.uncork()
    })

    expect((await mutate(server)).data).toEqual({ updateThread: { id: 'thread_a' } })
    expect(upstream.journal).toHaveLength(1)
  })

  it('a 100 in two packets', async () => {
    const { server } = await serveMisbehaving((request) => {
      request.socket.write('HTTP/1.1 10', () => setTimeout(() => first('0 Continue\r\n\r\n')(request), 20))
    })

    expect((await mutate(server)).data).toEqual({ updateThread: { id: 'thread_a' } })
  })
})

it('a 100 and nothing more is not waited for beyond the deadline', async () => {
  const { server } = await serveMisbehaving(({ socket }) => void socket.write(interim), {
    UPSTREAM_TIMEOUT_MS: '300',
  })
  expect((await mutate(server)).errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }])
})

it.each([
  ['100', interim],
  ['102', 'HTTP/1.1 102 Processing\r\n\r\n'],
])('endless %ss are cut', async (_, bytes) => {
  const many = bytes.repeat(1000)
  const { upstream, server } = await serveMisbehaving(({ socket }) => {
    const pour = () => {
      while (!socket.destroyed && socket.write(many));
    }
    socket.on('drain', pour)
    pour()
  })
  const started = performance.now()

  const { errors } = await mutate(server)
  upstream.misbehave = silence

  expect(errors).toMatchObject([
    { message: expect.stringMatching(/not HTTP/), extensions: { code: 'OUTCOME_UNKNOWN' } },
  ])
  // Long before the deadline.
  expect(performance.now() - started).toBeLessThan(2000)
})
