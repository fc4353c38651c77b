/** The schema of the peers: the same fields as ours, written as their users do, with the SDK and DataLoader. */
import DataLoader from 'dataloader'
import { GraphQLScalarType } from 'graphql'
import OpenAI from 'openai'
import type { Thread } from 'openai/resources/beta/threads/threads'

export const typeDefs = /* GraphQL */ `
  scalar DateTime
  scalar Metadata

  type Query {
    thread(id: ID!): Thread
    threadsById(ids: [ID!]!): [Thread]!
  }

  type Mutation {
    updateThread(id: ID!, metadata: Metadata): Thread
  }

  type Thread {
    id: ID!
    createdAt: DateTime!
    metadata: Metadata
    toolResources: ToolResources
  }

  type ToolResources {
    codeInterpreter: CodeInterpreterResources
    fileSearch: FileSearchResources
  }

  type CodeInterpreterResources {
    fileIds: [ID!]!
  }

  type FileSearchResources {
    vectorStoreIds: [ID!]!
  }
`

/** Key and base URL come from the environment. */
const client = new OpenAI()

export interface Context {
  loader: DataLoader<string, Thread>
}

/** A loader per request, as its documentation says. */
export function createContext(): Context {
  return {
    loader: new DataLoader((ids) => Promise.all(ids.map((id) => client.beta.threads.retrieve(id)))),
  }
}

type Resources = NonNullable<Thread['tool_resources']>

export const resolvers = {
  DateTime: new GraphQLScalarType<Date, string>({ name: 'DateTime', serialize: (value) => dateOf(value) }),
  Metadata: new GraphQLScalarType({ name: 'Metadata' }),
  Query: {
    thread: (_: unknown, { id }: { id: string }, { loader }: Context) => loader.load(id),
    threadsById: (_: unknown, { ids }: { ids: string[] }, { loader }: Context) => loader.loadMany(ids),
  },
  Mutation: {
    updateThread: (_: unknown, { id, metadata }: { id: string; metadata: Record<string, string> }) =>
      client.beta.threads.update(id, { metadata }),
  },
  Thread: {
    createdAt: ({ created_at }: Thread) => new Date(created_at * 1000),
    toolResources: ({ tool_resources }: Thread) => tool_resources,
  },
  ToolResources: {
    codeInterpreter: ({ code_interpreter }: Resources) => code_interpreter,
    fileSearch: ({ file_search }: Resources) => file_search,
  },
  CodeInterpreterResources: {
    fileIds: ({ file_ids }: NonNullable<Resources['code_interpreter']>) => file_ids ?? [],
  },
  FileSearchResources: {
    vectorStoreIds: ({ vector_store_ids }: NonNullable<Resources['file_search']>) => vector_store_ids ?? [],
  },
}

function dateOf(value: unknown): string {
  if (!(value instanceof Date)) throw new TypeError('DateTime: a Date was expected')
  return value.toISOString()
}
