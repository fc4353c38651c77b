import { isDeepStrictEqual } from 'node:util'
import { freePort, listening, start } from '../machine/processes.ts'
import type { Contender, Surroundings } from './contender.ts'
import type { Exchange } from './dialect.ts'

export interface RunningContender {
  contender: Contender
  /** For instance `http://127.0.0.1:41234`. */
  origin: string
  pid: number
  stop: () => Promise<void>
}

/** Starts a contender and waits for it. @throws Error with what it wrote, when it does not come up. */
export async function startContender(
  contender: Contender,
  surroundings: Omit<Surroundings, 'port'>,
  core: number | undefined,
): Promise<RunningContender> {
  const port = await freePort()
  const running = start({
    name: contender.name,
    command: [process.execPath, ...contender.args],
    env: contender.env({ ...surroundings, port }),
    core,
    ...(contender.cwd !== undefined && { cwd: contender.cwd }),
  })
  try {
    await listening(running, port)
    if (contender.announces !== undefined && !running.complaint().includes(contender.announces)) {
      throw new Error(`it did not say ${JSON.stringify(contender.announces)}: ${running.complaint()}`)
    }
  } catch (error) {
    await running.stop()
    throw error
  }
  return { contender, origin: `http://127.0.0.1:${port}`, pid: running.pid, stop: running.stop }
}

/**
 * Asks for what is known, and compares.
 *
 * @returns the length of the response in bytes.
 * @throws Error that says what was expected and what came.
 */
export async function checkAnswer(
  { origin, contender }: RunningContender,
  { request, data }: Exchange,
): Promise<number> {
  const response = await fetch(`${origin}${contender.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  const text = await response.text()
  if (response.status === 200 && isDeepStrictEqual(parse(text), plain({ data }))) return text.length
  throw new Error(
    `its answer is not right: expected ${JSON.stringify({ data }).slice(0, 400)}, and status ${response.status} ` +
      `came with ${text.slice(0, 400)}`,
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** As it is after a way over the wire. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
