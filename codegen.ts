import type { CodegenConfig } from '@graphql-codegen/cli'

/** What every output has in common. */
const config = {
  // A scalar that is not listed here stops the run, rather than becoming `any`.
  strictScalars: true,
  scalars: {
    ID: 'string',
    Metadata: 'Record<string, string>',
    CodeInterpreterFileIds: 'string[]',
    FileSearchVectorStoreIds: 'string[]',
    DateTime: 'string',
    // For federated gateways; no app asks for it.
    _Any: 'Record<string, unknown>',
  },
  // A list is sent as a list.
  arrayInputCoercion: false,
  useTypeImports: true,
}
const presetConfig = { fragmentMasking: false, skipIndexFile: true }

/** Types and typed documents for what the tests and the example send; `npm run codegen` writes them. */
const codegen: CodegenConfig = {
  schema: './schema.graphql',
  importExtension: '.ts',
  generates: {
    'test/gql/': {
      documents: 'test/documents/*.graphql',
      preset: 'client',
      // The manifest for PERSISTED_DOCUMENTS.
      presetConfig: { ...presetConfig, persistedDocuments: { hashAlgorithm: 'sha256' } },
      config,
    },
    'examples/react/src/gql/': {
      documents: 'examples/react/src/*.graphql',
      preset: 'client',
      presetConfig,
      config,
    },
  },
}

export default codegen
