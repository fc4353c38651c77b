import type { GraphQLError } from 'graphql'
import { inputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import type { Builder } from '../../graphql/builder.ts'
import { CodeInterpreterFileIdsScalar, FileSearchVectorStoreIdsScalar } from './id-lists.ts'

const { pairs, keyLength, valueLength } = limits.metadata

/** Says of an id argument what the `ID` scalar allows. */
export const idRule = `1 to ${limits.idLength} characters of A-Z, a-z, 0-9, "_" and "-"`

/** The refusal of more ids than a field takes; undefined where there are not. */
export function tooManyIds({ length: actual }: readonly string[], limit: number): GraphQLError | undefined {
  if (actual <= limit) return undefined
  const problem = { argument: 'ids', path: [], limit, actual, unit: 'ids' } as const
  return inputError(`ids has ${actual} ids; at most ${limit} are allowed`, problem)
}

/** Says of a metadata argument what the `Metadata` scalar allows. */
export const metadataRule = `at most ${pairs} pairs of strings, keys of at most ${keyLength} and values of at most ${valueLength} characters`

/** Says of a tool resources argument what its scalars allow. */
export const toolResourcesRule = `at most ${limits.fileIds} file ids and ${limits.vectorStoreIds} vector store id`

/** The type `ToolResourcesInput` of one schema. */
export type ToolResourcesInputRef = ReturnType<typeof defineToolResourcesInput>

/** Adds what the tools of a thread may use, as an argument. */
export function defineToolResourcesInput(builder: Builder) {
  const CodeInterpreterFileIds = builder.scalarRef(CodeInterpreterFileIdsScalar)
  const FileSearchVectorStoreIds = builder.scalarRef(FileSearchVectorStoreIdsScalar)

  const CodeInterpreterResourcesInput = builder.inputType(builder.typeName('CodeInterpreterResourcesInput'), {
    description: 'Resources for the code interpreter.',
    fields: (t) => ({
      fileIds: t.field({
        type: CodeInterpreterFileIds,
        description: `File ids: at most ${limits.fileIds}.`,
      }),
    }),
  })

  const FileSearchResourcesInput = builder.inputType(builder.typeName('FileSearchResourcesInput'), {
    description: 'Resources for file search.',
    fields: (t) => ({
      vectorStoreIds: t.field({
        type: FileSearchVectorStoreIds,
        description: `Vector store ids: at most ${limits.vectorStoreIds}.`,
      }),
    }),
  })

  return builder.inputType(builder.typeName('ToolResourcesInput'), {
    description:
      'Resources that the tools of a thread may use, by tool. They replace all of the current ones.',
    fields: (t) => ({
      codeInterpreter: t.field({
        type: CodeInterpreterResourcesInput,
        description: `Resources for the code interpreter: at most ${limits.fileIds} files.`,
      }),
      fileSearch: t.field({
        type: FileSearchResourcesInput,
        description: `Resources for file search: at most ${limits.vectorStoreIds} vector store.`,
      }),
    }),
  })
}
