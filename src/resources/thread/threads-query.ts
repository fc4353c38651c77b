import { codedError, errorOf } from '../../core/errors.ts'
import type { FieldCost } from '../../core/field-cost.ts'
import { limits } from '../../core/limits.ts'
import type { Builder } from '../../graphql/builder.ts'
import { defineConnection, pageArguments, toConnection } from '../../graphql/connection.ts'
import { type PageArgs, pageSizeOf, readPage } from '../../graphql/page.ts'
import type { OrderDirection, ThreadFilter, ThreadOrder } from './api.ts'
import { checkFilter, needsSearch } from './filter.ts'
import { defineThreadFilter } from './filter-input.ts'
import { threadLoader } from './loader.ts'
import { threadsApi } from './port.ts'
import type { ThreadRef } from './thread.ts'

interface ThreadsArgs extends PageArgs {
  where?: ThreadFilter | null
  orderBy?: ThreadOrder | null
}

const defaultOrder: ThreadOrder = { field: 'CREATED_AT', direction: 'DESC' }

const cost: FieldCost<ThreadsArgs> = {
  check: (args) =>
    errorOf(() => {
      checkFilter(args.where)
      readPage(args, scopeOf(args))
    }),
  nodes: pageSizeOf,
  isPage: true,
  extra: ({ where, orderBy }) => (needsSearch(where, orderBy ?? defaultOrder) ? limits.searchNodes : 0),
}

/** Adds the query `threads`. */
export function addThreadsQuery(builder: Builder, Thread: ThreadRef): void {
  const searchCost = limits.searchNodes.toLocaleString('en')
  const ThreadConnection = defineConnection(
    builder,
    'Thread',
    Thread,
    `How many threads match; null where the upstream does not say, or where there are too many to count. Counted only when it is selected, and counts as ${searchCost} nodes.`,
  )
  const OrderDirection = builder.enumType(builder.typeName('OrderDirection'), {
    description: 'A direction of an order.',
    values: {
      ASC: { description: 'The earliest first.' },
      DESC: { description: 'The latest first.' },
    } satisfies Record<OrderDirection, object>,
  })
  const ThreadOrderField = builder.enumType(builder.typeName('ThreadOrderField'), {
    description: 'What threads are ordered by.',
    values: {
      CREATED_AT: { description: 'When they were created.' },
      UPDATED_AT: { description: 'When they were last written.' },
    } satisfies Record<ThreadOrder['field'], object>,
  })
  const ThreadOrder = builder.inputType(builder.typeName('ThreadOrder'), {
    description: 'An order of threads. Those of the same time are ordered by their ids.',
    fields: (t) => ({
      field: t.field({
        type: ThreadOrderField,
        required: true,
        description: 'What they are ordered by.',
      }),
      direction: t.field({
        type: OrderDirection,
        required: true,
        defaultValue: 'DESC',
        description: 'The direction.',
      }),
    }),
  })

  builder.queryField('threads', (t) =>
    t.field({
      type: ThreadConnection,
      description: `The caller's threads, newest first. Paging by CREATED_AT never skips or repeats a thread; by UPDATED_AT, one that changes meanwhile moves to the front. A filter by several pairs, by keys, by a text, or by a time that is not that of the order counts as ${searchCost} nodes, and a page of it may have fewer threads than asked for: go on while there is a next page.`,
      args: {
        ...pageArguments(t.arg),
        where: t.arg({
          type: defineThreadFilter(builder),
          description: 'Conditions on the threads. Default: none.',
        }),
        orderBy: t.arg({
          type: ThreadOrder,
          defaultValue: defaultOrder,
          description: 'The order.',
        }),
      },
      extensions: { cost },
      async resolve(_, args, { use }) {
        const api = use(threadsApi)
        if (!api.list) throw codedError('UNSUPPORTED_BY_UPSTREAM', 'This upstream cannot list threads.')
        const scope = scopeOf(args)
        const request = readPage(args, scope)
        const where = args.where ?? {}
        const page = await api.list({ ...request, where, orderBy: args.orderBy ?? defaultOrder })
        const loader = use(threadLoader)
        for (const { node } of page.edges) loader.prime(node.id, node)
        return toConnection(request, page, scope, async () => (await api.count?.(where)) ?? null)
      },
    }),
  )
}

function scopeOf({ where, orderBy }: ThreadsArgs): unknown {
  return [orderBy ?? defaultOrder, where ?? {}]
}
