import { expect, it } from 'vitest'
import { runCrashTrials } from '../../support/soak/crash-trials.ts'

it('loses no acknowledged write when the process is killed in mid-write, five times', async () => {
  const figures = await runCrashTrials(5)
  expect(figures).toMatchObject({ trials: 5, missing: 0, damaged: 0, refused: 0 })
  expect(figures.acknowledged).toBeGreaterThan(20)
}, 60_000)
