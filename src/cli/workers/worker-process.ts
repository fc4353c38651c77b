import { type ChildProcess, fork } from 'node:child_process'
import { ConfigError } from '../../config/config.ts'
import { EXIT_USAGE } from '../exit-codes.ts'
import { type FromWorker, isFromWorker, workerMark } from './messages.ts'

/** A worker as the primary sees it, from its start to its end. */
export interface WorkerProcess {
  process: ChildProcess
  startedAt: number
  /** Resolves when it serves. Rejects with why it cannot, in one line. */
  ready: Promise<void>
  /** Resolves when it is no more, and all that it has said was heard. */
  gone: Promise<End>
  /** Ends it at once. @param how is what `gone` then says. */
  kill: (how: string) => void
}

export interface End {
  /** Whether nothing was lost with it: it ended as it was told to, or had not served yet. */
  clean: boolean
  /** How it ended, for a line such as "worker 17 was killed by SIGKILL". */
  how: string
}

/** Starts this command once more, with the same arguments, as a worker. @param onMessage is told what it says. */
export function startWorker(onMessage: (worker: ChildProcess, message: FromWorker) => void): WorkerProcess {
  const child = fork(process.argv[1] ?? '', process.argv.slice(2), {
    env: { ...process.env, [workerMark]: '1' },
  })
  const ready = Promise.withResolvers<void>()
  // Not each worker is waited for.
  ready.promise.catch(() => {})
  let served = false
  let failure: string | undefined

  child.on('message', (message: unknown) => {
    if (!isFromWorker(message)) return
    if (message.type === 'failed') {
      failure = `could not serve: ${message.message}`
      ready.reject(
        message.exitCode === EXIT_USAGE ? new ConfigError(message.message) : new Error(message.message),
      )
    }
    onMessage(child, message)
    if (message.type === 'ready') {
      served = true
      ready.resolve()
    }
  })

  const gone = new Promise<End>((resolve) => {
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      const how = failure ?? (signal ? `was killed by ${signal}` : `ended with exit code ${code}`)
      ready.reject(new Error(`a worker ${how}`))
      resolve({ clean: code === 0 || !served, how })
    }
    // Not `exit`: what it has said last may be on its way then. Nor `disconnect`, which does not come where the
    // worker has died with a connection on its way to it.
    child.once('close', ended)
    child.on('error', (error) => {
      if (child.pid !== undefined) return
      failure = `could not be started: ${error.message}`
      ended(null, null)
    })
  })
  return {
    process: child,
    startedAt: performance.now(),
    ready: ready.promise,
    gone,
    kill(how) {
      failure = how
      child.kill('SIGKILL')
    },
  }
}
