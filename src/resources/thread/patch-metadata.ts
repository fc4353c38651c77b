import { errorOf, inputError } from '../../core/errors.ts'
import type { FieldCost } from '../../core/field-cost.ts'
import { limits } from '../../core/limits.ts'
import type { Builder } from '../../graphql/builder.ts'
import { checkLength } from '../../graphql/scalars/check-length.ts'
import { quote } from '../../graphql/scalars/literal.ts'
import type { Metadata } from '../../graphql/scalars/metadata.ts'
import { idRule, metadataRule } from './inputs.ts'
import { threadLoader, writeThrough } from './loader.ts'
import { threadsApi } from './port.ts'
import type { ThreadRef } from './thread.ts'

const { filterKeys, metadata: pairLimits } = limits

interface PatchArgs {
  set?: Metadata | null
  unset?: string[] | null
}

const cost: FieldCost<PatchArgs> = { nodes: () => 1, check: (args) => errorOf(() => checkPatch(args)) }

/** Adds the mutation `patchThreadMetadata`. */
export function addPatchThreadMetadata(builder: Builder, Thread: ThreadRef): void {
  builder.mutationField('patchThreadMetadata', (t) =>
    t.field({
      type: Thread,
      nullable: true,
      extensions: { cost },
      description: `Changes single metadata keys of a thread, leaves the others alone, and returns its new state. The result may have at most ${pairLimits.pairs} pairs. Atomic where the threads are stored here; over another upstream, a writer elsewhere can come between.`,
      args: {
        id: t.arg.id({ required: true, description: `The thread's id: ${idRule}.` }),
        set: t.arg({ type: builder.scalars.Metadata, description: `Pairs to set: ${metadataRule}.` }),
        unset: t.arg.stringList({
          description: `Keys to remove: at most ${filterKeys}, none of them in \`set\`. One that is not there is no error.`,
        }),
      },
      resolve: (_, { id, set, unset }, { use }) =>
        writeThrough(
          use(threadLoader),
          id,
          use(threadsApi).patchMetadata(id, { set: set ?? {}, unset: unset ?? [] }),
          (thread) => thread,
        ),
    }),
  )
}

/** @throws `BAD_USER_INPUT` for keys that break a limit, and for one that is in `set`, too. */
function checkPatch({ set, unset }: PatchArgs): void {
  const keys = unset ?? []
  const { length: actual } = keys
  if (actual > filterKeys) {
    const problem = { argument: 'unset', path: [], limit: filterKeys, actual, unit: 'keys' } as const
    throw inputError(`unset has ${actual} keys; at most ${filterKeys} are allowed`, problem)
  }
  for (const [index, key] of keys.entries()) {
    const place = `unset[${index}]`
    const problem = { argument: 'unset', path: [index] }
    if (!key.isWellFormed())
      throw inputError(`${place} holds a lone surrogate; valid Unicode is required`, problem)
    checkLength(place, key, pairLimits.keyLength, problem)
    if (set && Object.hasOwn(set, key)) {
      throw inputError(`${quote(key)} is in set and in unset; one of them is allowed`, problem)
    }
  }
}
