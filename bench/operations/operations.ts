import type { Contender } from '../contenders/contender.ts'
import { commitEach, peers, proxy, straightStore } from '../contenders/contenders.ts'
import { manyThreads, type Operation, oneThread, times } from './operation.ts'

/** Enough that no connection meets the threads of another, nor soon its own again. */
const remoteThreads = 20_000

/** How many threads the embedded store is given. */
export const embeddedThreads = 2000

const growthSizes = [1, 10, 100, 1000]

/**
 * Everything that is measured.
 *
 * 50 connections, or 10 that ask for 100 ids each, keep the contender's core busy: the report shows how much.
 *
 * @param ours the working tree, and what it is compared with.
 */
export function createOperations(ours: readonly Contender[]): Operation[] {
  const instant = { delayMs: 0 }
  const everyone = [proxy, ...ours, ...peers]
  return [
    {
      name: 'thread',
      title: 'thread(id), remote, 50 connections',
      threads: instant,
      contenders: everyone,
      variants: [oneThread(50, remoteThreads / 50, (dialect, thread) => dialect.thread(thread))],
    },
    {
      name: 'updateThread',
      title: 'updateThread, remote, 50 connections',
      threads: instant,
      contenders: everyone,
      variants: [oneThread(50, remoteThreads / 50, (dialect, thread) => dialect.updateThread(thread))],
    },
    {
      name: 'threadsById',
      title: 'threadsById with 100 ids, remote, 10 connections',
      threads: instant,
      contenders: everyone,
      variants: [{ ...manyThreads(10, 20, 100, remoteThreads), name: '' }],
    },
    {
      name: 'threadsById-embedded',
      title: 'threadsById with 100 ids, embedded, 10 connections',
      threads: 'embedded',
      contenders: [straightStore, ...ours],
      variants: [{ ...manyThreads(10, 20, 100, embeddedThreads), name: '' }],
    },
    {
      name: 'unseen',
      title: 'thread(id), remote, a document never seen before each time, 50 connections',
      threads: instant,
      contenders: everyone,
      variants: [oneThread(50, remoteThreads / 50, (dialect, thread) => dialect.unseenThread(thread))],
    },
    {
      name: 'updateThread-embedded',
      title: 'updateThread, embedded and durable, 64 callers',
      threads: 'embedded',
      contenders: [commitEach(), ...ours],
      variants: [embeddedUpdates(64)],
    },
    {
      name: 'slow-upstream',
      title: 'thread(id), an upstream that takes 50 ms, 200 callers',
      threads: { delayMs: 50 },
      contenders: everyone,
      variants: [oneThread(200, 100, (dialect, thread) => dialect.thread(thread))],
      concurrency: 256,
      ideal: 4000,
    },
    {
      name: 'one-caller',
      title: 'thread(id), remote, 1 caller',
      threads: instant,
      contenders: everyone,
      variants: [oneThread(1, remoteThreads, (dialect, thread) => dialect.thread(thread))],
      direct: true,
    },
    {
      name: 'growth',
      title: 'threadsById, remote, 1 to 1,000 ids, 1 caller',
      threads: instant,
      contenders: [proxy, ...ours],
      variants: growthSizes.map((ids) => manyThreads(1, 10, ids, remoteThreads)),
    },
    {
      name: 'growth-embedded',
      title: 'threadsById, embedded, 1 to 1,000 ids, 1 caller',
      threads: 'embedded',
      contenders: [straightStore, ...ours],
      variants: growthSizes.map((ids) => manyThreads(1, 10, ids, embeddedThreads)),
    },
    {
      name: 'memory',
      title: 'thread(id), an upstream that takes 1 s, 1,500 callers',
      threads: { delayMs: 1000 },
      contenders: everyone,
      variants: [oneThread(1500, 10, (dialect, thread) => dialect.thread(thread))],
      concurrency: 2000,
      memory: true,
      rounds: 2,
    },
  ]
}

function embeddedUpdates(callers: number) {
  const each = Math.floor(embeddedThreads / callers)
  let turns = 0
  const changed = (): Record<string, string> => ({
    user: 'abc123',
    modified: String(turns++).padStart(6, '0'),
  })
  const variant = oneThread(callers, each, (dialect, thread) =>
    dialect.updateThread({ ...thread, metadata: changed() }),
  )
  return {
    ...variant,
    check: (dialect, thread) =>
      times(2, (n) => ({ ...thread(n), metadata: changed() })).flatMap((after) => [
        dialect.updateThread(after),
        dialect.thread(after),
      ]),
  } satisfies typeof variant
}
