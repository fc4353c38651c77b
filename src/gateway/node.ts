import type { FieldCost } from '../core/field-cost.ts'
import { limits } from '../core/limits.ts'
import type { Builder } from '../graphql/builder.ts'
import type { EntityType, Identified } from '../graphql/noun.ts'
import { LoadedTypes } from './loaded-types.ts'

/** Adds what the Relay compiler wants for a refetchable fragment: `interface Node` and `node(id)`. */
export function addNode(builder: Builder, entities: readonly EntityType[]): void {
  const types = new LoadedTypes()
  const nodes = entities.filter(({ key }) => key.join() === 'id')
  const Node = builder.interfaceRef<Identified>('Node').implement({
    description: 'Anything with an id. https://graphql.org/learn/global-object-identification/',
    resolveType: types.nameOf,
    fields: (t) => ({ id: t.exposeID('id', { description: "The upstream's own id." }) }),
  })
  for (const { ref } of nodes) ref.addInterfaces([Node])
  builder.queryField('node', (t) =>
    t.field({
      type: Node,
      nullable: true,
      description: 'Whatever has this id, as a Node; null if there is none.',
      args: {
        id: t.arg.id({
          required: true,
          description: `The id: 1 to ${limits.idLength} characters of A-Z, a-z, 0-9, "_" and "-".`,
        }),
      },
      extensions: { cost: { nodes: () => 1, ids: ({ id }) => [id] } satisfies FieldCost<{ id: string }> },
      resolve(_, { id }, context) {
        const owner = nodes.find((it) => it.ownsId?.(id)) ?? nodes.find((it) => !it.ownsId)
        return owner ? types.load(owner, { id }, context) : null
      },
    }),
  )
}
