/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Resources for the code interpreter. */
export type CodeInterpreterResourcesInput = {
  /** File ids: at most 20. */
  fileIds?: string[] | null | undefined;
};

/** Resources for file search. */
export type FileSearchResourcesInput = {
  /** Vector store ids: at most 1. */
  vectorStoreIds?: string[] | null | undefined;
};

/** Resources that the tools of a thread may use, by tool. They replace all of the current ones. */
export type ToolResourcesInput = {
  /** Resources for the code interpreter: at most 20 files. */
  codeInterpreter?: CodeInterpreterResourcesInput | null | undefined;
  /** Resources for file search: at most 1 vector store. */
  fileSearch?: FileSearchResourcesInput | null | undefined;
};

export type ShownThreadFragment = { __typename: 'Thread', id: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { __typename: 'ToolResources', codeInterpreter: { __typename: 'CodeInterpreterResources', fileIds: Array<string> } | null, fileSearch: { __typename: 'FileSearchResources', vectorStoreIds: Array<string> } | null } | null };

export type ReadThreadQueryVariables = Exact<{
  id: string;
}>;


export type ReadThreadQuery = { thread: { __typename: 'Thread', id: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { __typename: 'ToolResources', codeInterpreter: { __typename: 'CodeInterpreterResources', fileIds: Array<string> } | null, fileSearch: { __typename: 'FileSearchResources', vectorStoreIds: Array<string> } | null } | null } | null };

export type CreateThreadMutationVariables = Exact<{ [key: string]: never; }>;


export type CreateThreadMutation = { createThread: { __typename: 'Thread', id: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { __typename: 'ToolResources', codeInterpreter: { __typename: 'CodeInterpreterResources', fileIds: Array<string> } | null, fileSearch: { __typename: 'FileSearchResources', vectorStoreIds: Array<string> } | null } | null } | null };

export type UpdateThreadMutationVariables = Exact<{
  id: string;
  metadata?: Record<string, string> | null | undefined;
  toolResources?: ToolResourcesInput | null | undefined;
}>;


export type UpdateThreadMutation = { updateThread: { __typename: 'Thread', id: string, createdAt: string, metadata: Record<string, string> | null, toolResources: { __typename: 'ToolResources', codeInterpreter: { __typename: 'CodeInterpreterResources', fileIds: Array<string> } | null, fileSearch: { __typename: 'FileSearchResources', vectorStoreIds: Array<string> } | null } | null } | null };

export const ShownThreadFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownThread"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<ShownThreadFragment, unknown>;
export const ReadThreadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadThread"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"thread"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownThread"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownThread"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<ReadThreadQuery, ReadThreadQueryVariables>;
export const CreateThreadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateThread"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createThread"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownThread"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownThread"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<CreateThreadMutation, CreateThreadMutationVariables>;
export const UpdateThreadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateThread"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"metadata"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Metadata"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"toolResources"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ToolResourcesInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateThread"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"metadata"},"value":{"kind":"Variable","name":{"kind":"Name","value":"metadata"}}},{"kind":"Argument","name":{"kind":"Name","value":"toolResources"},"value":{"kind":"Variable","name":{"kind":"Name","value":"toolResources"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownThread"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownThread"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Thread"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"toolResources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"codeInterpreter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"fileIds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileSearch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"vectorStoreIds"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateThreadMutation, UpdateThreadMutationVariables>;