/**
 * Runs the properties of `test/http/properties` often: `npm run fuzz [cases] [documents]`, by default 1,000,000 cases over
 * the scalars and 100,000 documents over HTTP. `npm test` runs the same properties seldom.
 */
import { startVitest } from 'vitest/node'

const [cases, documents] = [process.argv[2] ?? 1_000_000, process.argv[3] ?? 100_000].map(Number)
/** The scalars times what `scalars.test.ts` claims of each. */
const scalarProperties = 4 * 4
const runs = Math.ceil(Number(cases) / scalarProperties)
process.env['FUZZ_RUNS'] = String(runs)
process.env['FUZZ_DOCUMENTS'] = String(documents)

const startedAt = Date.now()
const vitest = await startVitest('test', ['test/http/properties'], { watch: false, project: ['http'] })
const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()])
await vitest.close()

const ofScalars = tests.filter((test) => test.parent.type === 'suite')
const ofPairs = ofScalars.filter((test) => /verdict/.test(test.name))
console.log('seconds  result  property')
for (const test of tests) {
  const seconds = Math.round((test.diagnostic()?.duration ?? 0) / 1000)
  console.log(`${String(seconds).padStart(7)}  ${test.result().state.padEnd(6)}  ${test.fullName}`)
}
console.log(`
cases over the scalars   ${runs * ofScalars.length}, of these ${runs * ofPairs.length} pairs of literal and variable
documents over HTTP      ${documents}
failed properties        ${tests.filter((test) => test.result().state !== 'passed').length}
time                     ${Math.round((Date.now() - startedAt) / 1000)} s`)
