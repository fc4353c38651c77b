import { limits } from '../../core/limits.ts'
import { builder } from '../../graphql/builder.ts'

const { pairs, keyLength, valueLength } = limits.metadata

/** Says of an id argument what the `ID` scalar allows. */
export const idRule = `1 to ${limits.idLength} characters of A-Z, a-z, 0-9, "_" and "-"`

/** Says of a metadata argument what the `Metadata` scalar allows. */
export const metadataRule = `at most ${pairs} pairs of strings, keys of at most ${keyLength} and values of at most ${valueLength} characters`

/** Says of a tool resources argument what its scalars allow. */
export const toolResourcesRule = `at most ${limits.fileIds} file ids and ${limits.vectorStoreIds} vector store id`

const CodeInterpreterResourcesInput = builder.inputType('CodeInterpreterResourcesInput', {
  description: 'What the code interpreter may use.',
  fields: (t) => ({
    fileIds: t.field({
      type: 'CodeInterpreterFileIds',
      description: `The ids of its files: at most ${limits.fileIds}.`,
    }),
  }),
})

const FileSearchResourcesInput = builder.inputType('FileSearchResourcesInput', {
  description: 'What the file search may use.',
  fields: (t) => ({
    vectorStoreIds: t.field({
      type: 'FileSearchVectorStoreIds',
      description: `The ids of its vector stores: at most ${limits.vectorStoreIds}.`,
    }),
  }),
})

/** What the tools of a thread may use, as an argument. */
export const ToolResourcesInput = builder.inputType('ToolResourcesInput', {
  description: 'What the tools of a thread may use, tool by tool. It replaces what was there as a whole.',
  fields: (t) => ({
    codeInterpreter: t.field({
      type: CodeInterpreterResourcesInput,
      description: `For the code interpreter: at most ${limits.fileIds} files.`,
    }),
    fileSearch: t.field({
      type: FileSearchResourcesInput,
      description: `For the file search: at most ${limits.vectorStoreIds} vector store.`,
    }),
  }),
})
