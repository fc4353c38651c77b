import { limits } from '../../core/limits.ts'
import type { Builder } from '../../graphql/builder.ts'

const { filterKeys, filterTexts, filterTextLength, metadata: pairLimits } = limits

/** Adds the input `ThreadFilter`. */
export function defineThreadFilter(builder: Builder) {
  const { DateTime, Metadata } = builder.scalars

  const DateTimeRange = builder.inputType(builder.typeName('DateTimeRange'), {
    description: 'A range of time.',
    fields: (t) => ({
      from: t.field({ type: DateTime, description: 'The earliest time, included. Default: no limit.' }),
      until: t.field({ type: DateTime, description: 'The latest time, excluded. Default: no limit.' }),
    }),
  })

  const MetadataText = builder.inputType(builder.typeName('MetadataText'), {
    description: 'A text in a metadata value.',
    fields: (t) => ({
      key: t.string({
        required: true,
        description: `The key of the value: at most ${pairLimits.keyLength} characters.`,
      }),
      text: t.string({
        required: true,
        description: `The text: 1 to ${filterTextLength} characters. Its case does not matter.`,
      }),
    }),
  })

  return builder.inputType(builder.typeName('ThreadFilter'), {
    description: 'Conditions on threads; all of them must hold.',
    fields: (t) => ({
      metadata: t.field({
        type: Metadata,
        description: `Pairs that the thread has, exactly: at most ${pairLimits.pairs}.`,
      }),
      metadataHasKeys: t.stringList({
        description: `Keys that the thread has, whatever their values: at most ${filterKeys}.`,
      }),
      metadataLacksKeys: t.stringList({
        description: `Keys that the thread does not have: at most ${filterKeys}. With "archived", all that are not archived.`,
      }),
      metadataContains: t.field({
        type: [MetadataText],
        description: `Values that contain a text, whatever its case: at most ${filterTexts}. For a search box.`,
      }),
      createdAt: t.field({ type: DateTimeRange, description: 'When the thread was created.' }),
      updatedAt: t.field({ type: DateTimeRange, description: 'When the thread was last written.' }),
    }),
  })
}
