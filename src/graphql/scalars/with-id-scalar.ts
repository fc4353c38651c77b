import {
  GraphQLID,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLNullableType,
  GraphQLSchema,
  type GraphQLType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { IdScalar } from './id.ts'

/** Pothos takes graphql-js's own `ID`, whatever it is given; this puts ours, which checks ids, in its place. */
export function withIdScalar(built: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(built.getTypeMap())) {
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        field.type = replaceId(field.type)
        for (const arg of field.args) arg.type = replaceId(arg.type)
      }
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) field.type = replaceId(field.type)
    }
  }
  const config = built.toConfig()
  const types = config.types.filter((type) => type !== GraphQLID)
  return new GraphQLSchema({ ...config, types: inPrintOrder(types) })
}

/** The types with what is there for gateways, such as `_Any`, behind all others and by name. */
function inPrintOrder(types: readonly GraphQLNamedType[]): GraphQLNamedType[] {
  const [own = [], forGateways = []] = [false, true].map((isLast) =>
    types.filter(({ name }) => name.startsWith('_') === isLast),
  )
  return [...own, ...forGateways.sort((a, b) => (a.name < b.name ? -1 : 1))]
}

function replaceId<T extends GraphQLType>(type: T): T {
  const replace = (from: GraphQLType): GraphQLType => {
    if (isNonNullType(from)) return new GraphQLNonNull(replace(from.ofType) as GraphQLNullableType)
    if (isListType(from)) return new GraphQLList(replace(from.ofType))
    return from === GraphQLID ? IdScalar : from
  }
  // A scalar for a scalar, in the same wrappers: the type keeps its kind.
  return replace(type) as T
}
