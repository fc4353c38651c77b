import SchemaBuilder, { ScalarRef } from '@pothos/core'
import type { GraphQLScalarType, GraphQLSchema } from 'graphql'
import type { Context } from './context.ts'
import { DateTimeScalar } from './scalars/date-time.ts'
import { MetadataScalar } from './scalars/metadata.ts'
import { withIdScalar } from './scalars/with-id-scalar.ts'

/** What Pothos knows of every schema, whatever its nouns are. */
export interface KnownTypes {
  Context: Context
  Scalars: { ID: { Input: string; Output: string } }
  DefaultFieldNullability: false
}

/** The same with Pothos' own types, as its references want it. */
export type SchemaTypes = PothosSchemaTypes.ExtendDefaultTypes<KnownTypes>

export interface BuilderOptions {
  /** Put before the name of every type that does not contain it. Default: none. */
  typePrefix?: string | undefined
}

/** Builds one schema: each noun adds its types and fields to it. */
export class Builder extends SchemaBuilder<KnownTypes> {
  readonly #typePrefix: string
  /** The scalars that all nouns share. */
  readonly scalars

  constructor(typePrefix: string) {
    super({ defaultFieldNullability: false })
    this.#typePrefix = typePrefix
    this.scalars = { DateTime: this.scalarRef(DateTimeScalar), Metadata: this.scalarRef(MetadataScalar) }
  }

  /** The name that a type has in this schema. */
  typeName(name: string): string {
    return isFixed(name) || name.includes(this.#typePrefix) ? name : this.#typePrefix + name
  }

  /** Adds a scalar, under the name that it has in this schema. */
  scalarRef<T>(scalar: GraphQLScalarType<T, unknown>): ScalarRef<SchemaTypes, T, T> {
    const name = this.typeName(scalar.name)
    const ref = new ScalarRef<SchemaTypes, T, T>(name)
    ref.updateConfig({ ...scalar.toConfig(), name, kind: 'Scalar', graphqlKind: 'Scalar', pothosOptions: {} })
    this.configStore.addTypeRef(ref)
    return ref
  }

  /** The schema as it is executed, in the order of its definitions. */
  build(): GraphQLSchema {
    return withIdScalar(this.toSchema({ sortSchema: false }))
  }
}

/** Whether a name means the same in every subgraph: of a common scalar, or of what a gateway asks for. */
function isFixed(name: string): boolean {
  return name === 'DateTime' || name.startsWith('_')
}

/**
 * A builder for one schema.
 *
 * @throws Error when no name of a type can begin with `typePrefix`.
 */
export function createBuilder({ typePrefix = '' }: BuilderOptions = {}): Builder {
  if (!/^([A-Za-z][A-Za-z0-9_]*)?$/.test(typePrefix)) {
    throw new Error(`typePrefix is "${typePrefix}"; a letter is required, then letters, digits and "_"`)
  }
  return new Builder(typePrefix)
}
