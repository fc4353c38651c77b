import { readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second here, on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100

/** The CPU time that a process has used, all threads, user and system, in seconds; undefined where there is no /proc. */
export function cpuSeconds(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The name of the program stands in brackets and may hold spaces: the fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** The memory of a process that is in RAM, in bytes. */
export function residentBytes(pid: number): number | undefined {
  const line = read(`/proc/${pid}/status`)?.match(/^VmRSS:\s+(\d+) kB$/m)
  return line ? Number(line[1]) * 1024 : undefined
}

/** What a core has done since the machine started, in seconds. */
export interface CoreTime {
  busy: number
  total: number
}

export function coreTime(core: number): CoreTime | undefined {
  const line = read('/proc/stat')
    ?.split('\n')
    .find((entry) => entry.startsWith(`cpu${core} `))
  if (line === undefined) return undefined
  // user, nice, system, idle, iowait, irq, softirq, steal; what follows is part of the first two.
  const times = line.split(/\s+/).slice(1, 9).map(Number)
  const total = times.reduce((sum, time) => sum + time, 0)
  const idle = (times[3] ?? 0) + (times[4] ?? 0)
  return { busy: (total - idle) / TICKS_PER_SECOND, total: total / TICKS_PER_SECOND }
}

/** How busy a core was between two looks, from 0 to 1. */
export function busyShare(before: CoreTime | undefined, after: CoreTime | undefined): number | undefined {
  if (!before || !after || after.total <= before.total) return undefined
  return (after.busy - before.busy) / (after.total - before.total)
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
