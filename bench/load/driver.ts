import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { pinned } from '../machine/cores.ts'
import { isLoadResult, type Load, type LoadResult } from './messages.ts'

/** The load generator's process, as it is seen from here. */
export interface Driver {
  /** Puts a load on somebody, and tells what came of it. @throws Error when the generator ends. */
  run: (load: Load) => Promise<LoadResult>
  stop: () => void
}

export function startDriver(core: number | undefined): Driver {
  const file = fileURLToPath(new URL('generator.ts', import.meta.url))
  const [program = '', ...args] = pinned(core, [process.execPath, file])
  const child: ChildProcess = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  return {
    run: (load) =>
      new Promise((resolve, reject) => {
        const onExit = () => reject(new Error('the load generator has ended'))
        child.once('exit', onExit)
        child.once('message', (message) => {
          child.off('exit', onExit)
          if (isLoadResult(message)) resolve(message)
          else reject(new Error('the load generator answered with something else than a result'))
        })
        child.send(load)
      }),
    // It ends with its channel, also where this process is killed.
    stop: () => child.disconnect(),
  }
}
