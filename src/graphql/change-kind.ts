import type { EnumRef } from '@pothos/core'
import type { Builder, SchemaTypes } from './builder.ts'
import type { ChangeKind } from './changes.ts'

/** Adds the enum `ChangeKind`. */
export function defineChangeKind(builder: Builder): EnumRef<SchemaTypes, ChangeKind> {
  return builder.enumType(builder.typeName('ChangeKind'), {
    description: 'What a change was.',
    values: {
      CREATED: { description: 'It was created.' },
      UPDATED: { description: 'It was written.' },
      DELETED: { description: 'It was deleted.' },
    } satisfies Record<ChangeKind, object>,
  })
}
