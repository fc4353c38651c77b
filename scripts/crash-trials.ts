/** Kills the server in mid-write, again and again, and looks for lost writes: `npm run crash-trials [trials]`. */
import { runCrashTrials } from '../test/support/soak/crash-trials.ts'

const trials = Number(process.argv[2] ?? 200)
if (!Number.isInteger(trials) || trials < 1) {
  console.error('crash-trials: the number of trials is a whole number from 1')
  process.exit(2)
}

const startedAt = Date.now()
const figures = await runCrashTrials(trials, ({ trials: done, acknowledged, missing }) => {
  if (done % 20 === 0) console.log(`${done} trials, ${acknowledged} acknowledged writes, missing: ${missing}`)
})
console.log(`
crash trials          ${figures.trials} in ${Math.round((Date.now() - startedAt) / 1000)} s
acknowledged writes   ${figures.acknowledged}
without a response     ${figures.unanswered}
refused               ${figures.refused}
damaged databases     ${figures.damaged}
missing: ${figures.missing}`)
if (figures.missing > 0 || figures.damaged > 0) process.exitCode = 1
