/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What a change was. */
export type ChangeKind =
  /** It was created. */
  | 'CREATED'
  /** It was deleted. */
  | 'DELETED'
  /** It was written. */
  | 'UPDATED';

/** Resources for the code interpreter. */
export type CodeInterpreterResourcesInput = {
  /** File ids: at most 20. */
  fileIds?: string[] | null | undefined;
};

/** A range of time. */
export type DateTimeRange = {
  /** The earliest time, included. Default: no limit. */
  from?: string | null | undefined;
  /** The latest time, excluded. Default: no limit. */
  until?: string | null | undefined;
};

/** Resources for file search. */
export type FileSearchResourcesInput = {
  /** Vector store ids: at most 1. */
  vectorStoreIds?: string[] | null | undefined;
};

/** A text in a metadata value. */
export type MetadataText = {
  /** The key of the value: at most 64 characters. */
  key: string;
  /** The text: 1 to 200 characters. Its case does not matter. */
  text: string;
};

/** A direction of an order. */
export type OrderDirection =
  /** The earliest first. */
  | 'ASC'
  /** The latest first. */
  | 'DESC';

/** Conditions on threads; all of them must hold. */
export type ThreadFilter = {
  /** When the thread was created. */
  createdAt?: DateTimeRange | null | undefined;
  /** Pairs that the thread has, exactly: at most 16. */
  metadata?: Record<string, string> | null | undefined;
  /** Values that contain a text, whatever its case: at most 4. For a search box. */
  metadataContains?: Array<MetadataText> | null | undefined;
  /** Keys that the thread has, whatever their values: at most 16. */
  metadataHasKeys?: Array<string> | null | undefined;
  /** Keys that the thread does not have: at most 16. With "archived", all that are not archived. */
  metadataLacksKeys?: Array<string> | null | undefined;
  /** When the thread was last written. */
  updatedAt?: DateTimeRange | null | undefined;
};

/** An order of threads. Those of the same time are ordered by their ids. */
export type ThreadOrder = {
  /** The direction. */
  direction?: OrderDirection;
  /** What they are ordered by. */
  field: ThreadOrderField;
};

/** What threads are ordered by. */
export type ThreadOrderField =
  /** When they were created. */
  | 'CREATED_AT'
  /** When they were last written. */
  | 'UPDATED_AT';

/** Resources that the tools of a thread may use, by tool. They replace all of the current ones. */
export type ToolResourcesInput = {
  /** Resources for the code interpreter: at most 20 files. */
  codeInterpreter?: CodeInterpreterResourcesInput | null | undefined;
  /** Resources for file search: at most 1 vector store. */
  fileSearch?: FileSearchResourcesInput | null | undefined;
};

export type CreateThreadMutationVariables = Exact<{
  metadata?: Record<string, string> | null | undefined;
  toolResources?: ToolResourcesInput | null | undefined;
}>;


export type CreateThreadMutation = { createThread: { id: string, object: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { codeInterpreter: { fileIds: Array<string> } | null, fileSearch: { vectorStoreIds: Array<string> } | null } | null } | null };

export type UpdateThreadMutationVariables = Exact<{
  id: string;
  metadata?: Record<string, string> | null | undefined;
  toolResources?: ToolResourcesInput | null | undefined;
}>;


export type UpdateThreadMutation = { updateThread: { id: string, object: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { codeInterpreter: { fileIds: Array<string> } | null, fileSearch: { vectorStoreIds: Array<string> } | null } | null } | null };

export type DeleteThreadMutationVariables = Exact<{
  id: string;
}>;


export type DeleteThreadMutation = { deleteThread: { id: string, deleted: boolean } | null };

export type PatchThreadMetadataMutationVariables = Exact<{
  id: string;
  set?: Record<string, string> | null | undefined;
  unset?: Array<string> | null | undefined;
}>;


export type PatchThreadMetadataMutation = { patchThreadMetadata: { id: string, object: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { codeInterpreter: { fileIds: Array<string> } | null, fileSearch: { vectorStoreIds: Array<string> } | null } | null } | null };

export type DeleteThreadsMutationVariables = Exact<{
  ids: Array<string>;
}>;


export type DeleteThreadsMutation = { deleteThreads: Array<{ id: string, deleted: boolean } | null> };

export type ReadThreadQueryVariables = Exact<{
  id: string;
}>;


export type ReadThreadQuery = { thread: { id: string, object: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { codeInterpreter: { fileIds: Array<string> } | null, fileSearch: { vectorStoreIds: Array<string> } | null } | null } | null };

export type ReadThreadsQueryVariables = Exact<{
  ids: Array<string>;
}>;


export type ReadThreadsQuery = { threadsById: Array<{ id: string, object: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { codeInterpreter: { fileIds: Array<string> } | null, fileSearch: { vectorStoreIds: Array<string> } | null } | null } | null> };

export type ListThreadsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  where?: ThreadFilter | null | undefined;
  orderBy?: ThreadOrder | null | undefined;
}>;


export type ListThreadsQuery = { threads: { edges: Array<{ cursor: string, node: { id: string, object: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { codeInterpreter: { fileIds: Array<string> } | null, fileSearch: { vectorStoreIds: Array<string> } | null } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type ThreadChangesSubscriptionVariables = Exact<{
  ids?: Array<string> | null | undefined;
  after?: string | null | undefined;
}>;


export type ThreadChangesSubscription = { threadChanges: { kind: ChangeKind, id: string, cursor: string, thread: { id: string, object: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { codeInterpreter: { fileIds: Array<string> } | null, fileSearch: { vectorStoreIds: Array<string> } | null } | null } | null } };

export type ThreadFieldsFragment = { id: string, object: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { codeInterpreter: { fileIds: Array<string> } | null, fileSearch: { vectorStoreIds: Array<string> } | null } | null };

export const ThreadFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ThreadFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"object"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<ThreadFieldsFragment, unknown>;
export const CreateThreadDocument = {"__meta__":{"hash":"sha256:07d328e172c8409542bcf9b0c8de0597390e7013298437e65ebd6ffd49212a62"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateThread"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"metadata"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Metadata"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"toolResources"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ToolResourcesInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createThread"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"metadata"},"value":{"kind":"Variable","name":{"kind":"Name","value":"metadata"}}},{"kind":"Argument","name":{"kind":"Name","value":"toolResources"},"value":{"kind":"Variable","name":{"kind":"Name","value":"toolResources"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ThreadFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ThreadFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"object"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<CreateThreadMutation, CreateThreadMutationVariables>;
export const UpdateThreadDocument = {"__meta__":{"hash":"sha256:b135e13912f3eeef42b5b6603d6108ad8055dee69a96986ead651d265755e11d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateThread"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"metadata"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Metadata"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"toolResources"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ToolResourcesInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateThread"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"metadata"},"value":{"kind":"Variable","name":{"kind":"Name","value":"metadata"}}},{"kind":"Argument","name":{"kind":"Name","value":"toolResources"},"value":{"kind":"Variable","name":{"kind":"Name","value":"toolResources"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ThreadFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ThreadFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"object"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateThreadMutation, UpdateThreadMutationVariables>;
export const DeleteThreadDocument = {"__meta__":{"hash":"sha256:5eff077152683b60f3f01898adc4de1e427113d39e3b367805e3f53ac570a0af"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteThread"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteThread"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"deleted"}}]}}]}}]} as unknown as DocumentNode<DeleteThreadMutation, DeleteThreadMutationVariables>;
export const PatchThreadMetadataDocument = {"__meta__":{"hash":"sha256:c08c889451ea9144372b8b3ac3889651e69530bd031197e0a08025ff91a34bb4"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PatchThreadMetadata"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"set"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Metadata"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"unset"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"patchThreadMetadata"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"set"},"value":{"kind":"Variable","name":{"kind":"Name","value":"set"}}},{"kind":"Argument","name":{"kind":"Name","value":"unset"},"value":{"kind":"Variable","name":{"kind":"Name","value":"unset"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ThreadFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ThreadFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"object"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<PatchThreadMetadataMutation, PatchThreadMetadataMutationVariables>;
export const DeleteThreadsDocument = {"__meta__":{"hash":"sha256:00256f21782697160eafcd0fb648bcdf5bf301e77fc7bc52700f28e7035ba6d4"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteThreads"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteThreads"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"deleted"}}]}}]}}]} as unknown as DocumentNode<DeleteThreadsMutation, DeleteThreadsMutationVariables>;
export const ReadThreadDocument = {"__meta__":{"hash":"sha256:f0421786aa96c03eb21a3745d434c277fd96ef7a168b83f0476f42adbf7d3a6b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadThread"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"thread"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ThreadFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ThreadFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"object"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<ReadThreadQuery, ReadThreadQueryVariables>;
export const ReadThreadsDocument = {"__meta__":{"hash":"sha256:3a01cef104d8591f0fe2c5f5d7575f1797ba31419df320b82f474ff0f003d3b1"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadThreads"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"threadsById"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ThreadFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ThreadFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"object"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<ReadThreadsQuery, ReadThreadsQueryVariables>;
export const ListThreadsDocument = {"__meta__":{"hash":"sha256:94ac09d0077936fdda04959ae4391de78c8e080170486b0c8d0242441d29b9f5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListThreads"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ThreadFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ThreadOrder"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"threads"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ThreadFields"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ThreadFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"object"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<ListThreadsQuery, ListThreadsQueryVariables>;
export const ThreadChangesDocument = {"__meta__":{"hash":"sha256:62a75551363abc2ba867935028c5e02d94f576f68dd3bb76272c1a0b186f5ee3"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ThreadChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"threadChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"thread"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ThreadFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ThreadFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"object"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<ThreadChangesSubscription, ThreadChangesSubscriptionVariables>;