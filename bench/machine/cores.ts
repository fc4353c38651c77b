import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Who runs where: the contender alone on one core, the load generator and the upstream on another. */
export interface Cores {
  contender: number
  load: number
}

/**
 * Two cores that this process may use; undefined where it has one only, or cannot pin.
 *
 * On Linux with `taskset` (util-linux) alone.
 */
export function findCores(): Cores | undefined {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
    const [contender, load] = list.split(',').flatMap(expand)
    return contender === undefined || load === undefined ? undefined : { contender, load }
  } catch {
    return undefined
  }
}

/** Moves this process itself, so that it does not take time from the contender. */
export function moveToCore(core: number): void {
  execFileSync('taskset', ['-cp', String(core), String(process.pid)], { stdio: 'ignore' })
}

/** The command that runs a command on one core. */
export function pinned(core: number | undefined, command: string[]): string[] {
  return core === undefined ? command : ['taskset', '-c', String(core), ...command]
}

function expand(range: string): number[] {
  const [first = 0, last = first] = range.split('-').map(Number)
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset)
}
