import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { serveThreads } from '../../support/gateway/served-threads.ts'
import { collidingTypes, serveUsers } from '../../support/gateway/users.ts'
import { describeSubgraph } from './readme/supergraph.ts'
import { composers } from './support/gateways.ts'

/** Names of the types that a text defines. */
function typesIn(sdl = ''): string[] {
  return parse(sdl).definitions.flatMap((it) => ('name' in it && it.name ? [it.name.value] : []))
}

describe.each(composers)('composed by $name', ({ compose }) => {
  it('two subgraphs that both have _service are a supergraph', async () => {
    const threads = await serveThreads([])
    const { supergraph, errors } = await compose({
      threads: threads.endpoint,
      users: await serveUsers([]),
    })
    expect(errors).toEqual([])
    expect(typesIn(supergraph)).toEqual(
      expect.arrayContaining(['Thread', 'User', 'Metadata', 'Subscription']),
    )
    // What the join specification defines begins with "join__" or "link__".
    expect(typesIn(supergraph).filter((name) => name.startsWith('_'))).toEqual([])
  })

  it.each(Object.entries(collidingTypes))(
    'a second %s of another shape is refused',
    async (name, typeDefs) => {
      const threads = await serveThreads([])
      const { supergraph, errors } = await compose({
        threads: threads.endpoint,
        users: await serveUsers([], typeDefs),
      })
      expect(supergraph).toBeUndefined()
      expect(errors).toContain(name === 'Metadata' ? 'TYPE_KIND_MISMATCH' : 'SATISFIABILITY_ERROR')
    },
  )

  it('second types of other shapes are taken when ours have a prefix', async () => {
    const threads = await serveThreads([], { typePrefix: 'Thread' })
    const { supergraph, errors } = await compose({
      threads: threads.endpoint,
      users: await serveUsers([], Object.values(collidingTypes).join('')),
    })
    expect(errors).toEqual([])
    expect(typesIn(supergraph)).toEqual(
      expect.arrayContaining(['Metadata', 'ThreadMetadata', 'ToolResources', 'ThreadToolResources']),
    )
  })

  it('a subgraph with node is taken, as long as no other has one', async () => {
    const threads = await serveThreads([], { node: true })
    const users = await serveUsers([])
    expect(await compose({ threads: threads.endpoint, users })).toMatchObject({ errors: [] })
    const again = await serveThreads([], { node: true, typePrefix: 'Other' })
    const { errors } = await compose({ threads: threads.endpoint, again: again.endpoint })
    expect(errors).toContain('INVALID_FIELD_SHARING')
  })
})

describe('what a subgraph says of itself', () => {
  it('names no field that is for gateways', async () => {
    const { endpoint } = await serveThreads([])
    const { typeDefs } = await describeSubgraph('threads', endpoint)
    expect(JSON.stringify(typeDefs)).not.toMatch(/"value":"(_sdl|_service|_entities|_Any|merge)"/)
  })
})
