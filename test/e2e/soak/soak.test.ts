import { expect, it } from 'vitest'
import { type SoakFigures, soakEmbedded, soakRemote } from '../../support/soak/soak.ts'

/** Too short to tell a leak of memory; `npm run soak` is for that. */
const seconds = 4

function expectSound(figures: SoakFigures): void {
  expect(figures).toMatchObject({
    lostWrites: 0,
    wrongAnswers: 0,
    serverErrors: 0,
    notRefused: 0,
    unanswered: 0,
    exitCode: 0,
  })
  expect(figures.codes).not.toHaveProperty('INTERNAL_SERVER_ERROR')
  expect(figures.acknowledged).toBeGreaterThan(10)
  expect(figures.after.sockets).toBeLessThanOrEqual(figures.before.sockets)
  expect(figures.after.files).toBeLessThanOrEqual(figures.before.files)
  expect(figures.after.timers).toBeLessThanOrEqual(figures.before.timers)
}

it.concurrent('holds a mixed load on the embedded store, and goes back to where it began', async () => {
  expectSound(await soakEmbedded({ seconds }))
}, 60_000)

it.concurrent('holds a mixed load before an upstream that misbehaves, and goes back to where it began', async () => {
  const figures = await soakRemote({ seconds })
  expectSound(figures)
  expect(figures.upstream?.faults).toBeGreaterThan(0)
  expect(figures.upstream).toMatchObject({ sentTwice: 0, connections: 0 })
}, 60_000)
