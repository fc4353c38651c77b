/**
 * Kills replicas in mid-write and restarts their PostgreSQL, again and again, and looks for lost writes and changes:
 * `npm run replica-trials [kills] [restarts]`.
 */
import { urlOf } from '../test/support/postgres/place.ts'
import { startPostgres } from '../test/support/postgres/server.ts'
import { runReplicaTrials } from '../test/support/soak/replica-trials.ts'

const [kills, restarts] = [Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 20)]
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(restarts) || restarts < 0) {
  console.error('replica-trials: the numbers of kills and restarts are whole numbers')
  process.exit(2)
}

const startedAt = Date.now()
const ends: (() => Promise<void>)[] = []
const server = await startPostgres({ settings: { fsync: 'on' }, endsWith: (end) => ends.push(end) })
const postgres = {
  url: urlOf(server.port),
  async restart() {
    // As often by a crash as in good order.
    await server.stop(Math.random() < 0.5 ? 'immediate' : 'fast')
    await server.start()
  },
}
const figures = await runReplicaTrials({
  kills,
  restarts,
  postgres,
  onTrial({ kills: done, restarts, acknowledged }) {
    if (done % 20 === 0)
      console.log(`${done} kills, ${restarts} restarts, ${acknowledged} acknowledged writes`)
  },
})
for (const end of ends) await end()
console.log(`
kill -9 of a replica    ${figures.kills} in ${Math.round((Date.now() - startedAt) / 1000)} s
restarts of PostgreSQL  ${figures.restarts}
acknowledged writes     ${figures.acknowledged}
with unknown outcome    ${figures.unknown}
refused                 ${figures.refused}
changes to subscribers  ${figures.events}
writes missing: ${figures.missing}
changes lost: ${figures.lostEvents}, repeated: ${figures.repeatedEvents}`)
if (figures.missing + figures.lostEvents + figures.repeatedEvents > 0) process.exitCode = 1
process.exit()
