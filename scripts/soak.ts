/**
 * Puts a mixed load with faults on two servers at once, one on its embedded store and one before a remote upstream
 * that misbehaves: `npm run soak [minutes]`, 30 by default.
 */
import { type SoakFigures, soakEmbedded, soakRemote } from '../test/support/soak/soak.ts'

const minutes = Number(process.argv[2] ?? 30)
if (!(minutes > 0)) {
  console.error('soak: the time is a number of minutes above 0')
  process.exit(2)
}

const mb = (megabytes: number) => `${megabytes.toFixed(1)} MB`

function print(name: string, figures: SoakFigures): void {
  const { memory, before, after, upstream } = figures
  const codes = Object.entries(figures.codes).sort(([, a], [, b]) => b - a)
  console.log(`
${name}
  requests              ${figures.requests} (${Math.round(figures.requests / minutes / 60)} a second)
  acknowledged writes   ${figures.acknowledged}
  lost writes           ${figures.lostWrites}
  wrong answers         ${figures.wrongAnswers}
  errors by code        ${codes.map(([code, count]) => `${code} ${count}`).join(', ')}
  status 500 and above  ${figures.serverErrors}
  clients gone away     ${figures.goneAway}
  without a response     ${figures.unanswered}
  resident memory       start ${mb(memory.start)}, middle ${mb(memory.middle)}, end ${mb(memory.end)}; ${mb(memory.perMinute)} a minute
  open sockets          ${before.sockets} before, ${after.sockets} after
  open files            ${before.files} before, ${after.files} after
  timers                ${before.timers} before, ${after.timers} after
  exit code             ${figures.exitCode}`)
  if (upstream) {
    console.log(
      `  upstream              ${upstream.requests} requests, ${upstream.faults} faults, ` +
        `${upstream.sentTwice} writes sent twice, ${upstream.connections} connections open`,
    )
  }
}

const watched = (name: string) => ({
  seconds: minutes * 60,
  onSample: (
    seconds: number,
    { memory, sockets, timers }: { memory: number; sockets: number; timers: number },
  ) =>
    console.log(
      `${String(Math.round(seconds)).padStart(6)} s  ${name}  ${mb(memory)}  ${sockets} sockets  ${timers} timers`,
    ),
})

const [embedded, remote] = await Promise.all([
  soakEmbedded(watched('embedded')),
  soakRemote(watched('remote  ')),
])
print('embedded store', embedded)
print('remote upstream with faults', remote)

const isSound = ({
  lostWrites,
  wrongAnswers,
  serverErrors,
  notRefused,
  unanswered,
  codes,
  before,
  after,
  upstream,
}: SoakFigures) =>
  lostWrites +
    wrongAnswers +
    serverErrors +
    notRefused +
    unanswered +
    (codes['INTERNAL_SERVER_ERROR'] ?? 0) ===
    0 &&
  after.sockets <= before.sockets &&
  after.files <= before.files &&
  after.timers <= before.timers &&
  (upstream?.sentTwice ?? 0) === 0
if (![embedded, remote].every(isSound)) {
  console.log('\nSomething above is not as it should be.')
  process.exitCode = 1
}
