import { type DestinationStream, pino } from 'pino'
import type { OperationReport, RequestReport } from './request-report.ts'

/** Structured logs: JSON lines on standard output. Never a key, never metadata, never a text of the upstream. */
export interface Log {
  /** One line for an operation that got a response. */
  operation: (report: OperationReport) => void
  /** One line for an HTTP request that held no operation: a refusal, `/v1`, a page. */
  request: (report: RequestReport) => void
  /** A failure that nobody foresaw. */
  bug: (cause: unknown) => void
  /** The upstream has kept something else than was sent. Default: nobody is told. */
  difference?: (requestId: string, what: string) => void
  /** Something that this server depends on fails, in words without secrets. Default: nobody is told. */
  failure?: (what: string, reason: string) => void
}

/** @param destination default: standard output. */
export function createLog(level: 'info' | 'error' | 'silent', destination = standardOutput()): Log {
  const logger = pino({ level, base: undefined, timestamp: isoTime }, destination)
  return {
    operation({ requestId, operation, type, status, durationMs, upstreamCalls, upstreamMs, codes }) {
      logger.info(
        {
          requestId,
          operation,
          type,
          status,
          durationMs: round(durationMs),
          upstreamCalls,
          upstreamMs: round(upstreamMs),
          outcome: codes.length === 0 ? 'ok' : [...new Set(codes)].join(','),
        },
        'operation',
      )
    },
    request({ durationMs, code = 'ok', reason, ...report }) {
      logger.info({ ...report, durationMs: round(durationMs), outcome: code, reason }, 'request')
    },
    bug(cause) {
      logger.error(describe(cause), 'unexpected error')
    },
    difference(requestId, what) {
      logger.warn({ requestId, what }, 'the upstream has kept something else than was sent')
    },
    failure(what, reason) {
      logger.error({ reason }, what)
    },
  }
}

/**
 * Lines are written together, up to a tenth of a second late: there is a write for many of them. No
 * more than 4096 bytes at once: a pipe that is nearly full takes only as much as that in one piece, and the lines
 * of workers would come apart. https://man7.org/linux/man-pages/man7/pipe.7.html (PIPE_BUF)
 */
function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, minLength: 4000, maxWrite: 4096, periodicFlush: 100 })
}

let lastTime = 0
let lastText = ''

/** The time as ISO 8601; many lines are of the same millisecond. */
function isoTime(): string {
  const now = Date.now()
  if (now !== lastTime) {
    lastTime = now
    lastText = `,"time":"${new Date(now).toISOString()}"`
  }
  return lastText
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}

/** Where it happened, without the message: that can hold a piece of what was being handled. */
function describe(cause: unknown): Record<string, unknown> {
  if (!(cause instanceof Error)) return { error: typeof cause }
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  // A message of the engine's own names properties and types, no values; others may quote what they choke on.
  const message = cause instanceof TypeError || cause instanceof RangeError ? cause.message : undefined
  const stack = cause.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
  return { error: cause.name, code, message, stack }
}
