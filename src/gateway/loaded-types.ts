import type { Context } from '../graphql/context.ts'
import type { EntityType, Identified } from '../graphql/noun.ts'

/** Loads entities, and remembers the type of each: a union or an interface has to tell it of a value. */
export class LoadedTypes {
  readonly #names = new WeakMap<Identified, string>()

  /** Loads the entity with this key; null where there is none. */
  async load(
    entity: EntityType,
    key: Readonly<Record<string, unknown>>,
    context: Context,
  ): Promise<Identified | null> {
    const value = await entity.load(key, context)
    if (value) this.#names.set(value, entity.ref.name)
    return value
  }

  /** The name of the type that a value was loaded as. */
  readonly nameOf = (value: Identified): string | undefined => this.#names.get(value)
}
