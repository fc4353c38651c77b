import type { GraphQLError } from 'graphql'
import { inputError } from '../../core/errors.ts'
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

const cost: FieldCost<PatchArgs> = { nodes: () => 1, check: patchProblem }

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

function patchProblem({ set, unset }: PatchArgs): GraphQLError | undefined {
  const keys = unset ?? []
  if (keys.length > filterKeys) {
    const message = `unset has ${keys.length} keys; at most ${filterKeys} are allowed`
    const problem = { limit: filterKeys, actual: keys.length, unit: 'keys' } as const
    return inputError(message, { argument: 'unset', path: [], ...problem })
  }
  for (const [index, key] of keys.entries()) {
    const problem = { argument: 'unset', path: [index] }
    if (!key.isWellFormed()) {
      return inputError(`unset[${index}] holds a lone surrogate; valid Unicode is required`, problem)
    }
    try {
      checkLength(`unset[${index}]`, key, pairLimits.keyLength, problem)
    } catch (error) {
      return error as GraphQLError
    }
    if (set && Object.hasOwn(set, key)) {
      return inputError(`${quote(key)} is in set and in unset; one of them is allowed`, problem)
    }
  }
  return undefined
}
