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
    "mutation CreateThread($metadata: Metadata, $toolResources: ToolResourcesInput) {\n  createThread(metadata: $metadata, toolResources: $toolResources) {\n    ...ThreadFields\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ThreadFields\n  }\n}\n\nmutation DeleteThread($id: ID!) {\n  deleteThread(id: $id) {\n    id\n    deleted\n  }\n}\n\nmutation PatchThreadMetadata($id: ID!, $set: Metadata, $unset: [String!]) {\n  patchThreadMetadata(id: $id, set: $set, unset: $unset) {\n    ...ThreadFields\n  }\n}\n\nmutation DeleteThreads($ids: [ID!]!) {\n  deleteThreads(ids: $ids) {\n    id\n    deleted\n  }\n}": typeof types.CreateThreadDocument,
    "query ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ThreadFields\n  }\n}\n\nquery ReadThreads($ids: [ID!]!) {\n  threadsById(ids: $ids) {\n    ...ThreadFields\n  }\n}\n\nquery ListThreads($first: Int, $after: String, $where: ThreadFilter, $orderBy: ThreadOrder) {\n  threads(first: $first, after: $after, where: $where, orderBy: $orderBy) {\n    edges {\n      cursor\n      node {\n        ...ThreadFields\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}": typeof types.ReadThreadDocument,
    "subscription ThreadChanges($ids: [ID!], $after: String) {\n  threadChanges(ids: $ids, after: $after) {\n    kind\n    id\n    cursor\n    thread {\n      ...ThreadFields\n    }\n  }\n}": typeof types.ThreadChangesDocument,
    "fragment ThreadFields on Thread {\n  id\n  object\n  createdAt\n  metadata\n  toolResources {\n    codeInterpreter {\n      fileIds\n    }\n    fileSearch {\n      vectorStoreIds\n    }\n  }\n}": typeof types.ThreadFieldsFragmentDoc,
};
const documents: Documents = {
    "mutation CreateThread($metadata: Metadata, $toolResources: ToolResourcesInput) {\n  createThread(metadata: $metadata, toolResources: $toolResources) {\n    ...ThreadFields\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ThreadFields\n  }\n}\n\nmutation DeleteThread($id: ID!) {\n  deleteThread(id: $id) {\n    id\n    deleted\n  }\n}\n\nmutation PatchThreadMetadata($id: ID!, $set: Metadata, $unset: [String!]) {\n  patchThreadMetadata(id: $id, set: $set, unset: $unset) {\n    ...ThreadFields\n  }\n}\n\nmutation DeleteThreads($ids: [ID!]!) {\n  deleteThreads(ids: $ids) {\n    id\n    deleted\n  }\n}": types.CreateThreadDocument,
    "query ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ThreadFields\n  }\n}\n\nquery ReadThreads($ids: [ID!]!) {\n  threadsById(ids: $ids) {\n    ...ThreadFields\n  }\n}\n\nquery ListThreads($first: Int, $after: String, $where: ThreadFilter, $orderBy: ThreadOrder) {\n  threads(first: $first, after: $after, where: $where, orderBy: $orderBy) {\n    edges {\n      cursor\n      node {\n        ...ThreadFields\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}": types.ReadThreadDocument,
    "subscription ThreadChanges($ids: [ID!], $after: String) {\n  threadChanges(ids: $ids, after: $after) {\n    kind\n    id\n    cursor\n    thread {\n      ...ThreadFields\n    }\n  }\n}": types.ThreadChangesDocument,
    "fragment ThreadFields on Thread {\n  id\n  object\n  createdAt\n  metadata\n  toolResources {\n    codeInterpreter {\n      fileIds\n    }\n    fileSearch {\n      vectorStoreIds\n    }\n  }\n}": types.ThreadFieldsFragmentDoc,
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
export function graphql(source: "mutation CreateThread($metadata: Metadata, $toolResources: ToolResourcesInput) {\n  createThread(metadata: $metadata, toolResources: $toolResources) {\n    ...ThreadFields\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ThreadFields\n  }\n}\n\nmutation DeleteThread($id: ID!) {\n  deleteThread(id: $id) {\n    id\n    deleted\n  }\n}\n\nmutation PatchThreadMetadata($id: ID!, $set: Metadata, $unset: [String!]) {\n  patchThreadMetadata(id: $id, set: $set, unset: $unset) {\n    ...ThreadFields\n  }\n}\n\nmutation DeleteThreads($ids: [ID!]!) {\n  deleteThreads(ids: $ids) {\n    id\n    deleted\n  }\n}"): (typeof documents)["mutation CreateThread($metadata: Metadata, $toolResources: ToolResourcesInput) {\n  createThread(metadata: $metadata, toolResources: $toolResources) {\n    ...ThreadFields\n  }\n}\n\nmutation UpdateThread($id: ID!, $metadata: Metadata, $toolResources: ToolResourcesInput) {\n  updateThread(id: $id, metadata: $metadata, toolResources: $toolResources) {\n    ...ThreadFields\n  }\n}\n\nmutation DeleteThread($id: ID!) {\n  deleteThread(id: $id) {\n    id\n    deleted\n  }\n}\n\nmutation PatchThreadMetadata($id: ID!, $set: Metadata, $unset: [String!]) {\n  patchThreadMetadata(id: $id, set: $set, unset: $unset) {\n    ...ThreadFields\n  }\n}\n\nmutation DeleteThreads($ids: [ID!]!) {\n  deleteThreads(ids: $ids) {\n    id\n    deleted\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ThreadFields\n  }\n}\n\nquery ReadThreads($ids: [ID!]!) {\n  threadsById(ids: $ids) {\n    ...ThreadFields\n  }\n}\n\nquery ListThreads($first: Int, $after: String, $where: ThreadFilter, $orderBy: ThreadOrder) {\n  threads(first: $first, after: $after, where: $where, orderBy: $orderBy) {\n    edges {\n      cursor\n      node {\n        ...ThreadFields\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}"): (typeof documents)["query ReadThread($id: ID!) {\n  thread(id: $id) {\n    ...ThreadFields\n  }\n}\n\nquery ReadThreads($ids: [ID!]!) {\n  threadsById(ids: $ids) {\n    ...ThreadFields\n  }\n}\n\nquery ListThreads($first: Int, $after: String, $where: ThreadFilter, $orderBy: ThreadOrder) {\n  threads(first: $first, after: $after, where: $where, orderBy: $orderBy) {\n    edges {\n      cursor\n      node {\n        ...ThreadFields\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription ThreadChanges($ids: [ID!], $after: String) {\n  threadChanges(ids: $ids, after: $after) {\n    kind\n    id\n    cursor\n    thread {\n      ...ThreadFields\n    }\n  }\n}"): (typeof documents)["subscription ThreadChanges($ids: [ID!], $after: String) {\n  threadChanges(ids: $ids, after: $after) {\n    kind\n    id\n    cursor\n    thread {\n      ...ThreadFields\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment ThreadFields on Thread {\n  id\n  object\n  createdAt\n  metadata\n  toolResources {\n    codeInterpreter {\n      fileIds\n    }\n    fileSearch {\n      vectorStoreIds\n    }\n  }\n}"): (typeof documents)["fragment ThreadFields on Thread {\n  id\n  object\n  createdAt\n  metadata\n  toolResources {\n    codeInterpreter {\n      fileIds\n    }\n    fileSearch {\n      vectorStoreIds\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;