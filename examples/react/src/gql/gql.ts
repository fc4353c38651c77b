/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "fragment ShownThread on Thread {\n  __typename\n  id\n  createdAt\n  metadata\n  toolResources {\n    __typename\n    codeInterpreter {\n      __typename\n      fileIds\n    }\n    fileSearch {\n      __typename\n      vectorStoreIds\n    }\n  }\n}\n\nquery ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ShownThread\n  }\n}\n\nmutation CreateThread {\n  createThread {\n    ...ShownThread\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ShownThread\n  }\n}": typeof types.ShownThreadFragmentDoc,
};
const documents: Documents = {
    "fragment ShownThread on Thread {\n  __typename\n  id\n  createdAt\n  metadata\n  toolResources {\n    __typename\n    codeInterpreter {\n      __typename\n      fileIds\n    }\n    fileSearch {\n      __typename\n      vectorStoreIds\n    }\n  }\n}\n\nquery ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ShownThread\n  }\n}\n\nmutation CreateThread {\n  createThread {\n    ...ShownThread\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ShownThread\n  }\n}": types.ShownThreadFragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment ShownThread on Thread {\n  __typename\n  id\n  createdAt\n  metadata\n  toolResources {\n    __typename\n    codeInterpreter {\n      __typename\n      fileIds\n    }\n    fileSearch {\n      __typename\n      vectorStoreIds\n    }\n  }\n}\n\nquery ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ShownThread\n  }\n}\n\nmutation CreateThread {\n  createThread {\n    ...ShownThread\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ShownThread\n  }\n}"): (typeof documents)["fragment ShownThread on Thread {\n  __typename\n  id\n  createdAt\n  metadata\n  toolResources {\n    __typename\n    codeInterpreter {\n      __typename\n      fileIds\n    }\n    fileSearch {\n      __typename\n      vectorStoreIds\n    }\n  }\n}\n\nquery ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ShownThread\n  }\n}\n\nmutation CreateThread {\n  createThread {\n    ...ShownThread\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ShownThread\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;