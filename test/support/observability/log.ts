import { createLog, type Log } from '../../../src/observability/log.ts'

/** A line of the log, as it is for programs. */
export interface LogLine {
  level: number
  time: string
  msg: string
  requestId?: string
  operation?: string
  type?: string
  status?: number
  durationMs?: number
  upstreamCalls?: number
  upstreamMs?: number
  outcome?: string
  error?: string
  method?: string
  path?: string
  route?: string
  reason?: string
  stack?: string[]
}

/** A log that keeps what is written to it. */
export function keptLog(level: 'info' | 'error' | 'silent' = 'info'): {
  log: Log
  lines: LogLine[]
  text: () => string
} {
  let text = ''
  const lines: LogLine[] = []
  const log = createLog(level, {
    write(line) {
      text += line
      lines.push(JSON.parse(line))
    },
  })
  return { log, lines, text: () => text }
}

/** The lines of a log in the output of a command, which begins with its banner. */
export function logLines(output: string): LogLine[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): LogLine => JSON.parse(line))
}
