import type { ObjectRef } from '@pothos/core'
import type { Builder, SchemaTypes } from './builder.ts'
import type { Context } from './context.ts'

/** Anything that the upstream gives an id. */
export interface Identified {
  id: string
}

/** One kind of thing that the API is about, with all that shared code has to know of it. */
export interface Noun<Value extends Identified = Identified> {
  /** Adds its types and fields to a schema, and returns the type of one of its values. */
  define: (builder: Builder) => ObjectRef<SchemaTypes, Value>
  /** How others refer to one of its values. Left out where they cannot. */
  entity?: Entity<Value>
}

/** How a gateway, or Relay's `node(id)`, refers to a value and gets it. */
export interface Entity<Value extends Identified = Identified> {
  /** The fields that identify a value together, each an id. With `id` alone, `node(id)` finds it as well. */
  key: readonly string[]
  /**
   * Loads the value with this key; null where there is none.
   *
   * @throws `BAD_USER_INPUT` where a part of the key is no id.
   */
  load: (key: Readonly<Record<string, unknown>>, context: Context) => Promise<Value | null>
  /** Whether the form of an id says that it is one of these. Left out: it could be any that no other noun owns. */
  ownsId?: (id: string) => boolean
}

/** An entity with its type in one schema. */
export interface EntityType extends Entity {
  ref: ObjectRef<SchemaTypes, Identified>
}

/** Adds a noun to a schema. Returns its entity, in a list that is empty where it has none. */
export function addNoun(builder: Builder, { define, entity }: Noun): EntityType[] {
  const ref = define(builder)
  return entity ? [{ ...entity, ref }] : []
}
