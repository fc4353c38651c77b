import graphql from '@graphql-eslint/eslint-plugin'

/** The schema as a product: Biome looks after the code, this after what the schema says to those who use it. */
export default [
  {
    files: ['schema.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: './schema.graphql' } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
        },
      ],
      '@graphql-eslint/naming-convention': [
        'error',
        {
          types: 'PascalCase',
          FieldDefinition: 'camelCase',
          InputValueDefinition: 'camelCase',
          Argument: 'camelCase',
          EnumValueDefinition: 'UPPER_CASE',
          // What is written, and what is asked for.
          InputObjectTypeDefinition: {
            style: 'PascalCase',
            requiredSuffixes: ['Input', 'Filter', 'Order', 'Range', 'Text'],
          },
          // The names that gateways ask for: https://www.apollographql.com/docs/federation/subgraph-spec
          allowLeadingUnderscore: true,
        },
      ],
      '@graphql-eslint/require-deprecation-reason': 'error',
      '@graphql-eslint/no-typename-prefix': 'error',
      '@graphql-eslint/no-hashtag-description': 'error',
      '@graphql-eslint/no-unreachable-types': 'error',
    },
  },
]
