import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSchema, createYoga } from 'graphql-yoga'
import { onTestFinished } from 'vitest'

/** Names a thread; of the thread itself, the other subgraph knows no more than its id. */
export interface User {
  id: string
  threadId: string
}

/** The schema of the other subgraph, but for its `Thread`. */
const typeDefs = `
  type Query {
    users: [User!]!
  }
  type User {
    id: ID!
    threadId: ID!
    thread: Thread
  }
`

/** Types of its own that have names of ours, and another shape. */
export const collidingTypes = {
  Metadata: `
    type Metadata { createdBy: String! }
    extend type User { metadata: Metadata! }
  `,
  ToolResources: `
    type ToolResources { hammers: Int! }
    extend type User { toolResources: ToolResources! }
  `,
}

/** What each kind of gateway reads. */
const sdl = {
  stitching: (more: string) => `${typeDefs}\ntype Thread { id: ID! }\n${more}`,
  federation: (more: string) => `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    ${typeDefs}
    type Thread @key(fields: "id", resolvable: false) { id: ID! }
    ${more}
  `,
}

/** As many users, one after the other for each of these threads, and again from the first. */
export function usersOf(threadIds: string[], count: number = threadIds.length): User[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `user_${index + 1}`,
    threadId: threadIds[index % threadIds.length] ?? '',
  }))
}

/** Serves users as a subgraph of its own, for both kinds of gateway; closed when the test is over. Answers its endpoint. */
export async function serveUsers(users: User[], moreTypeDefs = ''): Promise<string> {
  const schema = createSchema({
    typeDefs: [
      sdl.stitching(moreTypeDefs),
      'type _Service { sdl: String! } extend type Query { _sdl: String! _service: _Service! }',
    ],
    resolvers: {
      Query: {
        users: () => users,
        _sdl: () => sdl.stitching(moreTypeDefs),
        _service: () => ({ sdl: sdl.federation(moreTypeDefs) }),
      },
      User: {
        thread: ({ threadId }: User) => ({ id: threadId }),
        metadata: ({ id }: User) => ({ createdBy: id }),
        toolResources: () => ({ hammers: 2 }),
      },
    },
    resolverValidationOptions: { requireResolversToMatchSchema: 'ignore' },
  })
  const yoga = createYoga({ schema, logging: false })
  return `${await serveHttp(yoga)}/graphql`
}

/** Serves on a free port until the test is over. Answers the address. */
export async function serveHttp(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
