import type { ArgBuilder, ObjectRef } from '@pothos/core'
import { type FieldCost, ofPage } from '../core/field-cost.ts'
import { limits } from '../core/limits.ts'
import type { Builder, SchemaTypes } from './builder.ts'
import { cursorOf } from './cursor.ts'
import type { Identified } from './noun.ts'
import type { Page, PageRequest } from './page.ts'

interface Connection {
  edges: Edge[]
  pageInfo: PageInfo
  totalCount: () => Promise<number | null>
}

interface Edge {
  node: Identified
  cursor: string
}

interface PageInfo {
  hasNextPage: boolean
  hasPreviousPage: boolean
  startCursor: string | null
  endCursor: string | null
}

const { pageSize, defaultPageSize } = limits

/** The arguments of a connection. */
export function pageArguments({ int, string }: ArgBuilder<SchemaTypes>) {
  return {
    first: int({
      description: `How many from the start: 1 to ${pageSize}. Not together with \`last\`; ${defaultPageSize} where neither is given.`,
    }),
    after: string({ description: 'A cursor: only what comes after it.' }),
    last: int({ description: `How many from the end: 1 to ${pageSize}.` }),
    before: string({ description: 'A cursor: only what comes before it.' }),
  }
}

/** A page in the shape of the Relay specification. */
export function toConnection(
  { backward, after, before }: PageRequest,
  { edges, next }: Page<Identified>,
  scope: unknown,
  totalCount: () => Promise<number | null>,
): Connection {
  const cursors = edges.map(({ position }) => cursorOf(position, scope))
  // A page that ends early goes on where the search stopped, which is behind its last edge.
  const stopped = next ? cursorOf(next, scope) : undefined
  return {
    edges: edges.map(({ node }, index) => ({ node, cursor: cursors[index] ?? '' })),
    pageInfo: {
      hasNextPage: backward ? before !== undefined : next !== undefined,
      hasPreviousPage: backward ? next !== undefined : after !== undefined,
      startCursor: (backward ? stopped : undefined) ?? cursors.at(0) ?? null,
      endCursor: (backward ? undefined : stopped) ?? cursors.at(-1) ?? null,
    },
    totalCount,
  }
}

/** Adds the connection of a type, and its edges. */
export function defineConnection(
  builder: Builder,
  name: string,
  NodeRef: ObjectRef<SchemaTypes, Identified>,
  describeTotal: string,
) {
  const Edge = builder.objectRef<Edge>(builder.typeName(`${name}Edge`)).implement({
    description: `A ${name.toLowerCase()} in a list, with its cursor.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'For `after` and `before`.' }),
      node: t.field({
        type: NodeRef,
        description: `The ${name.toLowerCase()}.`,
        resolve: ({ node }) => node,
      }),
    }),
  })
  return builder.objectRef<Connection>(builder.typeName(`${name}Connection`)).implement({
    description: `A page of ${name.toLowerCase()}s.`,
    fields: (t) => ({
      edges: t.field({
        type: [Edge],
        extensions: ofPage,
        description: `The ${name.toLowerCase()}s, each with its cursor.`,
        resolve: ({ edges }) => edges,
      }),
      nodes: t.field({
        type: [NodeRef],
        extensions: ofPage,
        description: `The ${name.toLowerCase()}s.`,
        resolve: ({ edges }) => edges.map(({ node }) => node),
      }),
      pageInfo: t.expose('pageInfo', { type: pageInfoOf(builder), description: 'Where the page is.' }),
      totalCount: t.int({
        nullable: true,
        description: describeTotal,
        extensions: { cost: { nodes: () => 0, extra: () => limits.searchNodes } satisfies FieldCost },
        resolve: ({ totalCount }) => totalCount(),
      }),
    }),
  })
}

const pageInfos = new WeakMap<Builder, ObjectRef<SchemaTypes, PageInfo>>()

/** The type `PageInfo` of a schema: one for all of its connections. */
function pageInfoOf(builder: Builder): ObjectRef<SchemaTypes, PageInfo> {
  const known = pageInfos.get(builder)
  if (known) return known
  const ref = builder.objectRef<PageInfo>(builder.typeName('PageInfo')).implement({
    description: 'Where a page is in its list.',
    // Other subgraphs have it, too.
    extensions: { federation: { shareable: {} } },
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage', {
        description: 'Whether more may follow. A page with fewer than were asked for can have a next one.',
      }),
      hasPreviousPage: t.exposeBoolean('hasPreviousPage', { description: 'Whether more may come before.' }),
      startCursor: t.exposeString('startCursor', {
        nullable: true,
        description: 'For `before`, to get the page before this one.',
      }),
      endCursor: t.exposeString('endCursor', {
        nullable: true,
        description: 'For `after`, to get the page after this one.',
      }),
    }),
  })
  pageInfos.set(builder, ref)
  return ref
}
