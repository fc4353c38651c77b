import { type Handler, Hono } from 'hono'
import { limits } from '../core/limits.ts'
import type { EmbeddedEnv } from './caller.ts'
import { checkCreate, checkModify } from './check-body.ts'
import { readJson } from './read-body.ts'
import { allowOnly, jsonText } from './responses.ts'
import { listText, threadText } from './serialize-thread.ts'
import type { StoredThread, ThreadStore } from './stores/store.ts'
import { checkThreadId, newThreadId } from './thread-id.ts'
import { arrayTooLong, methodNotAllowed, notServed, threadNotFound } from './wire-error.ts'

/**
 * The operations on threads: create at `/`; retrieve, modify and delete at `/:id`. Beyond what OpenAI's API has, `/`
 * reads many threads at once: `?ids=thread_a,thread_b` lists those that there are.
 */
export function threadRoutes(store: ThreadStore, maxBodyBytes: number): Hono<EmbeddedEnv> {
  const routes = new Hono<EmbeddedEnv>()

  routes.post('/', async (c) => {
    const documents = checkCreate(await readJson(c.req.raw, maxBodyBytes, {}))
    const thread = { id: newThreadId(), createdAt: Math.floor(Date.now() / 1000), ...documents }
    await store.create(c.get('tenant'), thread)
    return threadResponse(thread)
  })
  routes.get('/', async (c) => {
    const lists = c.req.queries('ids')
    if (lists === undefined) throw methodNotAllowed('GET', c.req.path, 'POST')
    const ids = lists.flatMap((list) => list.split(','))
    if (ids.length > limits.idsPerLookup) throw arrayTooLong('ids', limits.idsPerLookup, ids.length)
    const threads = await store.getMany(c.get('tenant'), ids)
    return jsonText(200, listText(threads.values()))
  })
  routes.all('/', allowOnly('POST'))

  routes.all('/runs', notHere('runs'))
  for (const what of ['messages', 'runs']) routes.all(`/:id/${what}/*`, notHere(what))

  routes.get('/:id', async (c) => {
    const id = checkThreadId(c.req.param('id'))
    const threads = await store.getMany(c.get('tenant'), [id])
    return threadResponse(found(id, threads.get(id)))
  })
  routes.post('/:id', async (c) => {
    const id = checkThreadId(c.req.param('id'))
    const changes = checkModify(await readJson(c.req.raw, maxBodyBytes))
    return threadResponse(found(id, await store.update(c.get('tenant'), id, changes)))
  })
  routes.delete('/:id', async (c) => {
    const id = checkThreadId(c.req.param('id'))
    if (!(await store.delete(c.get('tenant'), id))) throw threadNotFound(id)
    return jsonText(200, JSON.stringify({ id, object: 'thread.deleted', deleted: true }))
  })
  routes.all('/:id', allowOnly('GET, HEAD, POST, DELETE'))

  return routes
}

/** A handler for what OpenAI's API has at a path, and this server has not. Throws WireError 404. */
function notHere(what: string): Handler {
  return (c) => {
    throw notServed(c.req.method, c.req.path, what)
  }
}

function found(id: string, thread: StoredThread | undefined): StoredThread {
  if (thread === undefined) throw threadNotFound(id)
  return thread
}

function threadResponse(thread: StoredThread): Response {
  return jsonText(200, threadText(thread))
}
