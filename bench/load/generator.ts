/** Puts load on a contender, in a process of its own that has a core to itself. */
import autocannon from 'autocannon'
import { busyShare, coreTime, cpuSeconds, residentBytes } from '../machine/proc.ts'
import { isLoad, type Load, type LoadRequest, type LoadResult, stamp } from './messages.ts'

let stamps = Math.floor(Math.random() * 1_000_000)

process.on('message', async (message) => {
  if (isLoad(message)) process.send?.(await run(message))
})
process.on('disconnect', () => process.exit())

async function run(load: Load): Promise<LoadResult> {
  const problems = { count: 0, examples: [] as string[] }
  const problem = (text: string) => {
    if (problems.count++ < 3) problems.examples.push(text.slice(0, 300))
  }
  const { answerLength } = load
  let next = 0
  const instance = autocannon(
    {
      url: load.origin,
      connections: load.connections.length,
      timeout: 60,
      sampleInt: 100,
      headers: { 'content-type': 'application/json' },
      // Ended by the window below.
      ...(load.amount === undefined ? { duration: 600 } : { amount: load.amount }),
      setupClient: (client) => client.setRequests((load.connections[next++] ?? []).map(toRequest)),
      verifyBody: (body) => {
        const text = String(body)
        const right =
          !text.includes('"errors"') && (answerLength === undefined || text.length === answerLength)
        if (!right) problem(`answer: ${text}`)
        return right
      },
    },
    // Without a callback it prints, with one it does not.
    () => {},
  )
  const window = watch(load, instance)
  instance.on('reqError', (error) => problem(String(error)))
  instance.on('response', (_client, status) => {
    if (status !== 200) problem(`status ${status}`)
  })
  await new Promise((resolve) => instance.on('done', resolve))
  return { ...window(), problems }
}

function toRequest({ method, path, body }: LoadRequest): autocannon.Request {
  if (!body?.includes(stamp)) return { method, path, ...(body !== undefined && { body }) }
  const [before = '', after = ''] = body.split(stamp)
  return {
    method,
    path,
    setupRequest: (request) => {
      stamps = (stamps + 1) % 100_000_000
      return { ...request, body: before + String(stamps).padStart(stamp.length, '0') + after }
    },
  }
}

/**
 * Watches what happens in a window of time that begins and ends with a response, while all connections are busy: a
 * contender that answers in waves gets whole waves counted, and none gains or loses by what is in flight at the
 * ends.
 */
function watch({ settle, seconds, amount, pid, upstreamPid, cores }: Load, instance: autocannon.Instance) {
  const latencies: number[] = []
  const look = () => ({
    at: performance.now(),
    cpu: cpu(pid),
    loadCpu: (cpu(process.pid) ?? 0) + (cpu(upstreamPid) ?? 0),
    contenderCore: cores && coreTime(cores.contender),
    loadCore: cores && coreTime(cores.load),
  })
  const begin = performance.now()
  let resident: number | undefined
  let first: ReturnType<typeof look> | undefined
  let last: ReturnType<typeof look> | undefined
  const memory = setInterval(() => {
    const now = pid === undefined ? undefined : residentBytes(pid)
    if (now !== undefined) resident = Math.max(resident ?? 0, now)
  }, 100)
  /** Somebody who answers nothing any more ends it too. */
  const patience = setTimeout(() => instance.stop(), (settle + seconds + 90) * 1000)

  instance.on('response', (_client, _status, _bytes, time) => {
    if (last) return
    if (first) latencies.push(time)
    const now = performance.now()
    if (!first && now >= begin + settle * 1000) first = look()
    else if (first && amount === undefined && now >= first.at + seconds * 1000) {
      last = look()
      instance.stop()
    }
  })

  return (): Omit<LoadResult, 'problems'> => {
    clearInterval(memory)
    clearTimeout(patience)
    const end = last ?? look()
    const start = first ?? end
    latencies.sort((a, b) => a - b)
    const at = (share: number) =>
      latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]
    const elapsed = (end.at - start.at) / 1000
    const used = end.cpu === undefined || start.cpu === undefined ? undefined : end.cpu - start.cpu
    const contenderCore = busyShare(start.contenderCore, end.contenderCore)
    const loadCore = busyShare(start.loadCore, end.loadCore)
    return {
      answers: latencies.length,
      seconds: elapsed,
      p50: at(0.5) ?? Number.NaN,
      p99: at(0.99) ?? Number.NaN,
      cpu: used,
      resident,
      loadCore,
      others:
        contenderCore === undefined || loadCore === undefined
          ? undefined
          : {
              contenderCore: Math.max(0, contenderCore - (used ?? 0) / elapsed),
              loadCore: Math.max(0, loadCore - (end.loadCpu - start.loadCpu) / elapsed),
            },
    }
  }
}

function cpu(pid: number | undefined): number | undefined {
  return pid === undefined ? undefined : cpuSeconds(pid)
}
