import { codedError, errorOf } from '../../core/errors.ts'
import type { FieldCost } from '../../core/field-cost.ts'
import { limits } from '../../core/limits.ts'
import type { Builder } from '../../graphql/builder.ts'
import { defineChangeKind } from '../../graphql/change-kind.ts'
import { changeCursorOf, readChangeCursor } from '../../graphql/changes.ts'
import type { Context } from '../../graphql/context.ts'
import type { ThreadChange } from './api.ts'
import { idRule, tooManyIds } from './inputs.ts'
import { threadsApi } from './port.ts'
import type { ThreadRef } from './thread.ts'

interface ThreadChangesArgs {
  ids?: string[] | null
  after?: string | null
}

const cost: FieldCost<ThreadChangesArgs, Context> = {
  nodes: () => 1,
  check: ({ ids, after }, { use }) =>
    (ids && tooManyIds(ids, limits.idsPerSubscription)) ??
    errorOf(() => readChangeCursor(after)) ??
    (use(threadsApi).changes ? undefined : unsupported()),
}

/** Adds the subscription `threadChanges`. */
export function addThreadChanges(builder: Builder, Thread: ThreadRef): void {
  const ChangeKind = defineChangeKind(builder)
  const ThreadChange = builder.objectRef<ThreadChange>(builder.typeName('ThreadChange')).implement({
    description: 'A change of a thread.',
    fields: (t) => ({
      kind: t.expose('kind', { type: ChangeKind, description: 'What became of the thread.' }),
      id: t.exposeID('id', { description: "The thread's id." }),
      thread: t.expose('thread', {
        type: Thread,
        nullable: true,
        description:
          'The thread as it was when the change was read, which may be later than the change; null once it is deleted.',
      }),
      cursor: t.string({
        description: 'Goes into `after` when a client comes back: nothing that happened in between is lost.',
        resolve: changeCursorOf,
      }),
    }),
  })

  builder.subscriptionField('threadChanges', (t) =>
    t.field({
      type: ThreadChange,
      description:
        "Every change of the caller's threads, or of those named by `ids`, in the order of the changes of each. Over Server-Sent Events or WebSocket, where the threads are stored here. A client that comes back goes on with `after`.",
      extensions: { cost },
      args: {
        ids: t.arg.idList({
          description: `Only changes of these threads: at most ${limits.idsPerSubscription} ids, each ${idRule}. Default: of all.`,
        }),
        after: t.arg.string({
          description:
            'The cursor of a change: first comes what has happened since. One that is older than the changes that are kept (a day, unless CHANGES_KEPT_S says otherwise) is an error, CHANGES_EXPIRED: read the threads afresh then. Default: only what happens from now on.',
        }),
      },
      subscribe(_, { ids, after }, { use }) {
        const api = use(threadsApi)
        if (!api.changes) throw unsupported()
        return api.changes({ ids: ids ?? undefined, after: readChangeCursor(after) })
      },
      resolve: (change) => change,
    }),
  )
}

function unsupported() {
  return codedError('UNSUPPORTED_BY_UPSTREAM', 'This upstream does not tell of changes.')
}
