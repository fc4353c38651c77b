import type { Measured } from '../measure.ts'
import type { Timing } from '../options.ts'
import { reportOperation } from './operation-table.ts'
import { peerTable } from './peers.ts'
import { markdownTable, type Table } from './table.ts'
import { targetTable } from './targets.ts'

export interface Run {
  measured: readonly Measured[]
  peers: readonly string[]
  /** What it was measured on, a line each. */
  machine: readonly string[]
  /** The commit, and the changes that it has not. */
  commit: string
  timing: Timing
}

/** The tables over all operations, each under its heading; those that have rows. */
export function summaryTables({ measured, peers }: Run): [heading: string, table: Table][] {
  const tables: [string, Table][] = [
    ['Targets', targetTable(measured, peers)],
    ['Ours against each peer, in requests a second', peerTable(measured.filter(isThroughput), peers)],
  ]
  return tables.filter(([, { rows }]) => rows.length > 0)
}

/** Memory is measured with callers who wait: how many are answered in a second is the upstream's doing. */
function isThroughput({ operation: { name } }: Measured): boolean {
  return name !== 'memory' && name !== 'one-caller'
}

/** The report of a run. */
export function document(run: Run): string {
  const { measured, machine, commit, timing } = run
  const sections = measured
    .map(reportOperation)
    .map(({ title, table, notes }) =>
      [`### ${title}`, markdownTable(table), notes.map((note) => `- ${note}`).join('\n')].join('\n\n'),
    )
  return `${[
    '# Results',
    'Written by `npm run bench`; nothing here is written by hand. Ratios within one run carry over to another machine, absolute figures do not.',
    '## The machine',
    [`date: ${new Date().toISOString().slice(0, 10)}`, `commit: ${commit}`, ...machine]
      .map((line) => `- ${line}`)
      .join('\n'),
    '## How it was taken',
    howTaken(timing),
    ...summaryTables(run).flatMap(([heading, table]) => [`## ${heading}`, markdownTable(table)]),
    '## Operations',
    ...sections,
  ].join('\n\n')}\n`
}

function howTaken({ rounds, warm, settle, seconds }: Timing): string {
  return `Each contender is a process of its own, started as its users start it; \`ours\` is what \`npm start\` runs, with its log written to a file, and nothing switched off. None has \`NODE_ENV\` set. Peers have one schema with the same fields, the \`openai\` package with its defaults and a DataLoader per request; Hive Gateway has an OpenAPI description of the resource, and 100 ids are 100 aliases there. The upstream answers every id with the same thread; no two connections ask for the same id, so nobody gains by sharing what is in flight.

Before anything is timed, the answers of each contender are compared with what is right; under load, each answer has to have the status and the length of a right one and no errors, or the contender is out. Each is warmed for ${warm} s; then come ${rounds} rounds (2 for memory), in which all contenders have their turn one after the other: ${settle} s that do not count, and ${seconds} s that do. A round in which other processes took a tenth of the contender's core is taken again, twice at most.

Figures are medians of the rounds. The ratio is to the first contender of the table in the same round. \`CPU µs\` is user and system time of the contender's process per request, \`ratio by CPU\` compares that, and so does not suffer from others on the machine, \`memory\` the most that was resident, \`first wave\` that while a fresh process had each caller's first request, \`upstream requests\` how many the contender made for one of its own, counted by the upstream, \`in flight\` the most that the upstream had at once, \`core busy\` the CPU time of the contender's process per second.`
}
