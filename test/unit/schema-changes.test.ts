import { readFileSync } from 'node:fs'
import { CriticalityLevel, diff } from '@graphql-inspector/core'
import { buildSchema, type GraphQLSchema } from 'graphql'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** The part of the changelog that no release has yet. */
const unreleased = /\n## Unreleased\n(.*?)(?=\n## |$)/s.exec(read('../../CHANGELOG.md'))?.[1] ?? ''

/** What would break an app that was written for the old schema, and is not announced. */
async function unannounced(
  before: GraphQLSchema,
  after: GraphQLSchema,
  announced: string,
): Promise<string[]> {
  const changes = await diff(before, after)
  return changes
    .filter(
      ({ criticality, path }) =>
        criticality.level === CriticalityLevel.Breaking && !announced.includes(`\`${path}\``),
    )
    .map(({ message }) => message)
}

it('breaks nothing of the last release that the changelog does not announce', async () => {
  const released = buildSchema(read('../released/schema.graphql'))
  expect(await unannounced(released, buildSchema(read('../../schema.graphql')), unreleased)).toEqual([])
})

const before = buildSchema('type Query { thread(id: ID!): Int  old: Int }')
const after = buildSchema('type Query { thread(id: ID!): Int! }')

it('sees what is taken away', async () => {
  expect(await unannounced(before, after, '')).toEqual(["Field 'old' was removed from object type 'Query'"])
})

it('takes what the changelog names by its path as announced', async () => {
  expect(await unannounced(before, after, '- `Query.old` is gone; ask for `Query.thread`.')).toEqual([])
})
