import {
  extendSchema,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isUnionType,
  parse,
} from 'graphql'
import { inputError } from '../core/errors.ts'
import type { FieldCost } from '../core/field-cost.ts'
import { limits } from '../core/limits.ts'
import type { Context } from '../graphql/context.ts'
import { checkId, isId } from '../graphql/scalars/id.ts'
import type { Thread } from '../resources/thread/api.ts'
import { entityType } from './entity.ts'
import { queryField } from './query-field.ts'
import { federationSdl, stitchingSdl } from './sdl.ts'

const extension = (entity: string) =>
  parse(`
  "An entity as a federated gateway refers to it: its type name and its key."
  scalar _Any

  "What a federated gateway can ask for by its key."
  union _Entity = ${entity}

  "This subgraph."
  type _Service {
    "The schema with federation's directives."
    sdl: String!
  }

  extend type Query {
    "The schema with stitching directives, for a gateway that stitches."
    _sdl: String!
    "This subgraph, for a federated gateway."
    _service: _Service!
    "The entities with these keys, in the order asked: at most ${limits.idsPerLookup.toLocaleString('en')}; null where there is none. For a federated gateway."
    _entities(
      "What to look up: type names and keys."
      representations: [_Any!]!
    ): [_Entity]!
  }
`)

interface Representations {
  representations: readonly unknown[]
}

/** The schema with the fields by which gateways learn of it and look threads up. Those are in no SDL of theirs. */
export function withGatewayFields(schema: GraphQLSchema): GraphQLSchema {
  const { name } = entityType(schema)
  const extended = extendSchema(schema, extension(name))
  // Rendered when first asked for: most servers never are.
  let stitching: string | undefined
  let federation: string | undefined
  queryField(extended, '_sdl').resolve = () => {
    stitching ??= stitchingSdl(schema)
    return stitching
  }
  queryField(extended, '_service').resolve = () => {
    federation ??= federationSdl(schema)
    return { sdl: federation }
  }
  const entities = queryField(extended, '_entities')
  entities.resolve = entitiesResolver(name)
  entities.extensions = {
    cost: {
      check: ({ representations }) => checkReferences(representations, name),
      nodes: ({ representations }) => representations.length,
      ids: ({ representations }) => representations.map((it) => Object(it).id),
    } satisfies FieldCost<Representations>,
  }
  const union = extended.getType('_Entity')
  if (isUnionType(union)) union.resolveType = () => name
  return extended
}

function entitiesResolver(name: string): GraphQLFieldResolver<unknown, Context, Representations> {
  return (_, { representations }, { threads }) => {
    const entities = representations.map(async (it): Promise<Thread | null> => threads.load(idIn(it, name)))
    // One promise for all, with errors among the values, each at its own place: compiled execution drops the last
    // ones of a list where they reject.
    return Promise.all(entities.map((entity) => entity.catch((error: unknown) => error)))
  }
}

/** The id that a reference names. @throws `BAD_USER_INPUT` where it is of another type, or names none. */
function idIn(reference: unknown, name: string): string {
  const { __typename: type, id } = Object(reference)
  if (type !== name) throw inputError(`an entity is of no type that is known here; "${name}" is`)
  return checkId(id)
}

/** Refuses too many references, and too many that cannot be to anything here: a few are errors at their places. */
function checkReferences(references: readonly unknown[], name: string): GraphQLError | undefined {
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
  const bad = references.filter((it) => Object(it).__typename !== name || !isId(Object(it).id)).length
  if (bad <= limits.badReferences) return undefined
  return refuse(bad, limits.badReferences, `entities that are no ${name} with an id`)
}
