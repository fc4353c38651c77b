import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** How long things take, in seconds, and how often they are done. */
export interface Timing {
  rounds: number
  /** For each contender, before anything counts. */
  warm: number
  /** At the start of each round, before anything counts. */
  settle: number
  seconds: number
}

export interface Options extends Timing {
  /** The operations to measure; undefined: all. */
  only?: string[] | undefined
  /** The contenders to measure; undefined: all. */
  contenders?: string[] | undefined
  /** Git commits whose server is measured too. */
  against: string[]
  /** Where the report goes; undefined: nowhere. */
  out?: string | undefined
  /** Whether the operations are listed, and nothing measured. */
  list: boolean
  help: boolean
}

const full: Timing = { rounds: 5, warm: 5, settle: 1, seconds: 4 }
const quick: Timing = { rounds: 3, warm: 2, settle: 0.5, seconds: 1.5 }

export const helpText = `npm run bench -- [options]

A run of everything takes about 40 minutes on a quiet machine, longer on one that is not; a quick one, about 12.

  --quick                 short rounds: for a look, not for the record
  --only a,b              these operations alone: --list names them
  --contenders a,b        these contenders alone, by a part of their name; what they are compared with is always there
  --against ref,ref       the server as it was at these commits too
  --rounds n  --seconds n --warm n
  --out file              where the Markdown goes; without it a run of everything writes bench/RESULTS.md
  --list                  the operations and contenders`

/** @throws Error on an argument that there is not. */
export function readOptions(argv: string[]): Options {
  const { values } = parseArgs({
    args: argv,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      contenders: { type: 'string' },
      against: { type: 'string', default: '' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      warm: { type: 'string' },
      out: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const timing = values.quick ? quick : full
  const isWhole = !values.quick && values.only === undefined && values.contenders === undefined
  return {
    rounds: Math.round(above0('rounds', values.rounds, timing.rounds)),
    seconds: above0('seconds', values.seconds, timing.seconds),
    warm: above0('warm', values.warm, timing.warm),
    settle: timing.settle,
    only: values.only === undefined ? undefined : list(values.only),
    contenders: values.contenders === undefined ? undefined : list(values.contenders),
    against: list(values.against),
    out: values.out ?? (isWhole ? fileURLToPath(new URL('RESULTS.md', import.meta.url)) : undefined),
    list: values.list,
    help: values.help,
  }
}

function above0(name: string, text: string | undefined, otherwise: number): number {
  const value = Number(text ?? otherwise)
  if (!(value > 0)) throw new Error(`--${name} is a number above 0; ${JSON.stringify(text)} came`)
  return value
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}
