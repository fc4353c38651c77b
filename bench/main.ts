/** Measures ours beside a bare proxy and its peers: `npm run bench -- --help`. */
import { writeFileSync } from 'node:fs'
import type { Contender } from './contenders/contender.ts'
import { peers } from './contenders/contenders.ts'
import { pastContender, workingTree } from './contenders/past.ts'
import { startDriver } from './load/driver.ts'
import { findCores, moveToCore } from './machine/cores.ts'
import { describeMachine, fileSystem } from './machine/description.ts'
import { type Measured, measure } from './measure.ts'
import type { Operation } from './operations/operation.ts'
import { createOperations } from './operations/operations.ts'
import { helpText, type Options, readOptions } from './options.ts'
import { document, type Run, summaryTables } from './report/document.ts'
import { reportOperation } from './report/operation-table.ts'
import { screenTable } from './report/table.ts'
import { nginxVersion } from './upstream/upstream.ts'

try {
  process.exitCode = await main(readOptions(process.argv.slice(2)))
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 2
}
process.exit()

/** @returns the exit code: 1 when anybody was out. */
async function main(options: Options): Promise<number> {
  if (options.help) {
    console.log(helpText)
    return 0
  }
  const tree = workingTree()
  const operations = createOperations([...options.against.map(pastContender), tree.contender])
  const chosen = choose(operations, options)
  if (options.list) {
    for (const { name, title, contenders } of chosen) {
      console.log(`${name.padEnd(24)}${title}: ${contenders.map((each) => each.name).join(', ')}`)
    }
    return 0
  }

  const cores = findCores()
  const machine = describeMachine(cores)
  console.log(machine.join('\n'))
  if (!nginxVersion())
    console.log('There is no nginx here: the upstream is node:http, which takes more of its core.')
  if (fileSystem() === 'tmpfs') {
    console.log(
      'The stores are in memory, where a durable write costs nothing: set TMPDIR to a folder on a disk.',
    )
  }
  if (cores) moveToCore(cores.load)

  const driver = startDriver(cores?.load)
  const say = progress()
  const measured: Measured[] = []
  for (const operation of chosen) {
    console.log(`\n${operation.title}`)
    const done = await measure(operation, { driver, cores, timing: options, say })
    say('')
    measured.push(done)
    const { table, notes } = reportOperation(done)
    console.log([screenTable(table), ...notes.map((note) => `  ${note}`)].join('\n'))
  }
  driver.stop()

  const run: Run = {
    measured,
    peers: peers.map(({ name }) => name),
    machine,
    commit: tree.commit + (tree.isChanged ? ', with changes that are not committed' : ''),
    timing: options,
  }
  for (const [heading, table] of summaryTables(run)) console.log(`\n${heading}\n${screenTable(table)}`)
  if (options.out !== undefined) {
    writeFileSync(options.out, document(run))
    console.log(`\nWritten to ${options.out}`)
  }
  return measured.some(({ rows }) => rows.some(({ failure }) => failure !== undefined)) ? 1 : 0
}

/** The operations and contenders that were asked for. @throws Error when there is no operation of a name. */
function choose(operations: Operation[], { only, contenders: parts }: Options): Operation[] {
  const unknown = only?.find((name) => !operations.some((operation) => operation.name === name))
  if (unknown !== undefined) {
    const names = operations.map(({ name }) => name).join(', ')
    throw new Error(`there is no operation ${JSON.stringify(unknown)}; there are ${names}`)
  }
  const isWanted = ({ name }: Contender, index: number) =>
    index === 0 || !parts || parts.some((part) => name.toLowerCase().includes(part.toLowerCase()))
  return operations
    .filter(({ name }) => only === undefined || only.includes(name))
    .map((operation) => ({ ...operation, contenders: operation.contenders.filter(isWanted) }))
}

/** What is going on, on a line that the next one replaces; in a log, each has its own. */
function progress(): (line: string) => void {
  const { stderr } = process
  if (stderr.isTTY) return (line) => stderr.write(`\r\x1b[K${line}`)
  return (line) => line !== '' && stderr.write(`${line}\n`)
}
