import { ours } from './contenders/contenders.ts'
import { startDriver } from './load/driver.ts'
import { findCores, moveToCore } from './machine/cores.ts'
import { measure } from './measure.ts'
import type { Operation } from './operations/operation.ts'
import { createOperations } from './operations/operations.ts'
import { helpText, readOptions } from './options.ts'

const options = readOptions(process.argv.slice(2))
if (options.help) { console.log(helpText); process.exit() }
const cores = findCores()
if (cores) moveToCore(cores.load)
const driver = startDriver(cores?.load)
const wanted = (o: Operation) => options.only === undefined || options.only.includes(o.name)
for (const operation of createOperations([ours()]).filter(wanted)) {
  const names = options.contenders
  const contenders = operation.contenders.filter((c, n) => n === 0 || !names || names.some((x) => c.name.toLowerCase().includes(x.toLowerCase())))
  const m = await measure({ ...operation, contenders }, { driver, cores, timing: options, say: (l) => console.error(l) })
  console.log(operation.title)
  for (const row of m.rows) {
    console.log(row.contender, row.variant.name, row.failure ?? '', row.upstreamRequests, row.upstreamPeak)
    for (const r of row.rounds) console.log('   ', Math.round(r.answers / r.seconds), '/s p50', r.p50.toFixed(2), 'p99', r.p99.toFixed(2), 'cpu us', Math.round((r.cpu ?? 0) / r.answers * 1e6), 'rss', Math.round((r.resident ?? 0) / 1e6), 'cc', r.contenderCore?.toFixed(2), 'lc', r.loadCore?.toFixed(2), 'own', ((r.cpu??0)/r.seconds).toFixed(2))
  }
}
driver.stop()
process.exit()
