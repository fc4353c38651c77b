import { type GraphQLError, GraphQLScalarType } from 'graphql'
import { inputError } from '../core/errors.ts'
import type { FieldCost } from '../core/field-cost.ts'
import { limits } from '../core/limits.ts'
import type { Builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import type { EntityType, Identified } from '../graphql/noun.ts'
import { isId } from '../graphql/scalars/id.ts'
import { LoadedTypes } from './loaded-types.ts'

const AnyScalar = new GraphQLScalarType<unknown>({
  name: '_Any',
  description: 'An entity as a federated gateway refers to it: its type name and its key.',
})

/** Says on the type of an entity what makes it the same one in every subgraph of a federated gateway. */
export function addKey({ ref, key }: EntityType): void {
  ref.updateConfig((config) => ({
    ...config,
    extensions: { ...config.extensions, federation: { key: { fields: key.join(' ') } } },
  }))
}

/** Adds the field by which a federated gateway looks entities up. */
export function addEntities(builder: Builder, entities: readonly EntityType[]): void {
  const references = new References(entities)
  const Any = builder.scalarRef(AnyScalar)
  const Entity = builder.unionType('_Entity', {
    description: 'What a federated gateway can ask for by its key.',
    types: entities.map(({ ref }) => ref),
    resolveType: references.types.nameOf,
  })
  builder.queryField('_entities', (t) =>
    t.field({
      type: [Entity],
      nullable: { list: false, items: true },
      description: `The entities with these keys, in the order asked: at most ${limits.idsPerLookup.toLocaleString('en')}; null where there is none. For a federated gateway.`,
      args: {
        representations: t.arg({
          type: [Any],
          required: true,
          description: 'What to look up: type names and keys.',
        }),
      },
      extensions: {
        cost: {
          check: ({ representations }) => references.check(representations),
          nodes: ({ representations }) => representations.length,
          ids: ({ representations }) => representations.flatMap((it) => references.idsIn(it)),
        } satisfies FieldCost<{ representations: readonly unknown[] }>,
      },
      resolve(_, { representations }, context) {
        const loaded = representations.map((it) => references.load(it, context))
        // One promise for all, with errors among the values, each at its own place: compiled execution drops the last
        // ones of a list where they reject. Pothos has no type for that.
        const settled: Promise<unknown> = Promise.all(loaded.map((it) => it.catch((error: unknown) => error)))
        return settled as Promise<(Identified | null)[]>
      },
    }),
  )
}

/** References to entities of some types: `{ __typename: 'Thread', id: 'thread_a' }`. */
class References {
  /** Of those that were loaded. */
  readonly types = new LoadedTypes()
  readonly #entities: ReadonlyMap<unknown, EntityType>

  constructor(entities: readonly EntityType[]) {
    this.#entities = new Map(entities.map((it) => [it.ref.name, it]))
  }

  /** Loads what a reference is to. Rejects with `BAD_USER_INPUT` where it is to nothing that is known here. */
  async load(reference: unknown, context: Context): Promise<Identified | null> {
    const entity = this.#entityOf(reference)
    if (!entity) {
      const names = [...this.#entities.keys()].map((name) => `"${name}"`)
      const known = `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'}`
      throw inputError(`an entity is of no type that is known here; ${known}`)
    }
    return this.types.load(entity, Object(reference), context)
  }

  /** The id that a reference costs a read of; none where it is to nothing. */
  idsIn(reference: unknown): string[] {
    return this.#isSound(reference)
      ? [(this.#entityOf(reference)?.key ?? []).map((field) => Object(reference)[field]).join(' ')]
      : []
  }

  /** Refuses too many references, and too many that cannot be to anything here: a few are errors at their places. */
  check(references: readonly unknown[]): GraphQLError | undefined {
    const refuse = (actual: number, limit: number, what: string) =>
      inputError(`representations has ${actual} ${what}; at most ${limit} are allowed`, {
        argument: 'representations',
        path: [],
        limit,
        actual,
        unit: 'entities',
      })
    const { length } = references
    if (length > limits.idsPerLookup) return refuse(length, limits.idsPerLookup, 'entities')
    const bad = references.filter((it) => !this.#isSound(it)).length
    if (bad <= limits.badReferences) return undefined
    const names = [...this.#entities.keys()].join(' or ')
    return refuse(bad, limits.badReferences, `entities that are no ${names} with an id`)
  }

  #entityOf(reference: unknown): EntityType | undefined {
    return this.#entities.get(Object(reference).__typename)
  }

  #isSound(reference: unknown): boolean {
    const entity = this.#entityOf(reference)
    return entity?.key.every((field) => isId(Object(reference)[field])) ?? false
  }
}
