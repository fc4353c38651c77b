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
    "fragment ShownThread on Thread {\n  __typename\n  id\n  createdAt\n  updatedAt\n  metadata\n  toolResources {\n    __typename\n    codeInterpreter {\n      __typename\n      fileIds\n    }\n    fileSearch {\n      __typename\n      vectorStoreIds\n    }\n  }\n}\n\nquery ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ShownThread\n  }\n}\n\nmutation CreateThread {\n  createThread {\n    ...ShownThread\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ShownThread\n  }\n}\n\nquery ListThreads($first: Int!, $after: String, $where: ThreadFilter) {\n  threads(\n    first: $first\n    after: $after\n    where: $where\n    orderBy: {field: UPDATED_AT}\n  ) {\n    edges {\n      __typename\n      cursor\n      node {\n        ...ShownThread\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}\n\nmutation PatchThread($id: ID!, $set: Metadata, $unset: [String!]) {\n  patchThreadMetadata(id: $id, set: $set, unset: $unset) {\n    ...ShownThread\n  }\n}\n\nmutation DeleteThreads($ids: [ID!]!) {\n  deleteThreads(ids: $ids) {\n    id\n    deleted\n  }\n}\n\nsubscription ThreadChanges($after: String) {\n  threadChanges(after: $after) {\n    kind\n    id\n    cursor\n    thread {\n      ...ShownThread\n    }\n  }\n}": typeof types.ShownThreadFragmentDoc,
};
const documents: Documents = {
    "fragment ShownThread on Thread {\n  __typename\n  id\n  createdAt\n  updatedAt\n  metadata\n  toolResources {\n    __typename\n    codeInterpreter {\n      __typename\n      fileIds\n    }\n    fileSearch {\n      __typename\n      vectorStoreIds\n    }\n  }\n}\n\nquery ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ShownThread\n  }\n}\n\nmutation CreateThread {\n  createThread {\n    ...ShownThread\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ShownThread\n  }\n}\n\nquery ListThreads($first: Int!, $after: String, $where: ThreadFilter) {\n  threads(\n    first: $first\n    after: $after\n    where: $where\n    orderBy: {field: UPDATED_AT}\n  ) {\n    edges {\n      __typename\n      cursor\n      node {\n        ...ShownThread\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}\n\nmutation PatchThread($id: ID!, $set: Metadata, $unset: [String!]) {\n  patchThreadMetadata(id: $id, set: $set, unset: $unset) {\n    ...ShownThread\n  }\n}\n\nmutation DeleteThreads($ids: [ID!]!) {\n  deleteThreads(ids: $ids) {\n    id\n    deleted\n  }\n}\n\nsubscription ThreadChanges($after: String) {\n  threadChanges(after: $after) {\n    kind\n    id\n    cursor\n    thread {\n      ...ShownThread\n    }\n  }\n}": types.ShownThreadFragmentDoc,
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
export function graphql(source: "fragment ShownThread on Thread {\n  __typename\n  id\n  createdAt\n  updatedAt\n  metadata\n  toolResources {\n    __typename\n    codeInterpreter {\n      __typename\n      fileIds\n    }\n    fileSearch {\n      __typename\n      vectorStoreIds\n    }\n  }\n}\n\nquery ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ShownThread\n  }\n}\n\nmutation CreateThread {\n  createThread {\n    ...ShownThread\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ShownThread\n  }\n}\n\nquery ListThreads($first: Int!, $after: String, $where: ThreadFilter) {\n  threads(\n    first: $first\n    after: $after\n    where: $where\n    orderBy: {field: UPDATED_AT}\n  ) {\n    edges {\n      __typename\n      cursor\n      node {\n        ...ShownThread\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}\n\nmutation PatchThread($id: ID!, $set: Metadata, $unset: [String!]) {\n  patchThreadMetadata(id: $id, set: $set, unset: $unset) {\n    ...ShownThread\n  }\n}\n\nmutation DeleteThreads($ids: [ID!]!) {\n  deleteThreads(ids: $ids) {\n    id\n    deleted\n  }\n}\n\nsubscription ThreadChanges($after: String) {\n  threadChanges(after: $after) {\n    kind\n    id\n    cursor\n    thread {\n      ...ShownThread\n    }\n  }\n}"): (typeof documents)["fragment ShownThread on Thread {\n  __typename\n  id\n  createdAt\n  updatedAt\n  metadata\n  toolResources {\n    __typename\n    codeInterpreter {\n      __typename\n      fileIds\n    }\n    fileSearch {\n      __typename\n      vectorStoreIds\n    }\n  }\n}\n\nquery ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ShownThread\n  }\n}\n\nmutation CreateThread {\n  createThread {\n    ...ShownThread\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ShownThread\n  }\n}\n\nquery ListThreads($first: Int!, $after: String, $where: ThreadFilter) {\n  threads(\n    first: $first\n    after: $after\n    where: $where\n    orderBy: {field: UPDATED_AT}\n  ) {\n    edges {\n      __typename\n      cursor\n      node {\n        ...ShownThread\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}\n\nmutation PatchThread($id: ID!, $set: Metadata, $unset: [String!]) {\n  patchThreadMetadata(id: $id, set: $set, unset: $unset) {\n    ...ShownThread\n  }\n}\n\nmutation DeleteThreads($ids: [ID!]!) {\n  deleteThreads(ids: $ids) {\n    id\n    deleted\n  }\n}\n\nsubscription ThreadChanges($after: String) {\n  threadChanges(after: $after) {\n    kind\n    id\n    cursor\n    thread {\n      ...ShownThread\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;