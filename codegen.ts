import type { CodegenConfig } from '@graphql-codegen/cli'

/** Types and typed documents for the operations that the tests send; `npm run codegen` writes them. */
const config: CodegenConfig = {
  schema: './schema.graphql',
  documents: 'test/operations/*.graphql',
  importExtension: '.ts',
  generates: {
    'test/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false, skipIndexFile: true },
      config: {
        // A scalar that is not listed here stops the run, rather than becoming `any`.
        strictScalars: true,
        scalars: {
          ID: 'string',
          Metadata: 'Record<string, string>',
          CodeInterpreterFileIds: 'string[]',
          FileSearchVectorStoreIds: 'string[]',
          DateTime: 'string',
        },
        // A list is sent as a list.
        arrayInputCoercion: false,
        useTypeImports: true,
      },
    },
  },
}

export default config
