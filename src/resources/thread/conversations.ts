import type { GraphQLError } from 'graphql'
import { codedError } from '../../core/errors.ts'
import type { Metadata } from '../../graphql/scalars/metadata.ts'
import type { Subject } from '../../upstream/failure.ts'
import type { DeletedThread, Thread, ThreadInput } from './api.ts'
import { RestThreads } from './rest-threads.ts'
import { decodeConversation, decodeDeletedThread } from './wire.ts'

/**
 * Threads over the Conversations API, OpenAI's successor of threads. A conversation has metadata, and no tool resources.
 * https://platform.openai.com/docs/api-reference/conversations
 */
export class ConversationsThreads extends RestThreads {
  static readonly subject: Subject = {
    name: 'thread',
    // "Conversation with id 'conv_a' not found."
    missing: (message) => (/^Conversation with id .* not found/.test(message) ? 'thread' : undefined),
  }

  protected readonly path = '/conversations'

  protected decode(json: unknown, id?: string): Thread {
    return decodeConversation(json, id)
  }

  refusal({ toolResources }: ThreadInput): GraphQLError | undefined {
    if (toolResources === null || toolResources === undefined) return undefined
    const message =
      'This upstream keeps conversations, which have no tool resources; leave toolResources out.'
    return codedError('UNSUPPORTED_BY_UPSTREAM', message, {
      extensions: { argument: 'toolResources', path: [] },
    })
  }

  create({ metadata }: ThreadInput): Promise<Thread> {
    return this.upstream.mutate(
      (client) => client.conversations.create(metadata ? { metadata } : {}),
      (response) => decodeConversation(response),
    )
  }

  /** The wire has no update without metadata: that is a read. Neither do all servers take null, which resets it. */
  async update(id: string, { metadata }: ThreadInput): Promise<Thread> {
    if (metadata === undefined) return this.read(id)
    const sent = metadata ?? {}
    const thread = await this.upstream.mutate(
      (client) => client.conversations.update(id, { metadata: sent }),
      (response) => decodeConversation(response, id),
      id,
    )
    // Whether an update replaces all pairs or merges them is not documented, and servers differ.
    if (!isSame(sent, thread.metadata ?? {})) this.upstream.onDifference('metadata')
    return thread
  }

  /** Its items stay, and can still be read by those who know their ids. */
  delete(id: string): Promise<DeletedThread> {
    return this.upstream.mutate(
      (client) => client.conversations.delete(id),
      (response) => decodeDeletedThread(response, id),
      id,
    )
  }
}

function isSame(sent: Metadata, kept: Metadata): boolean {
  const keys = Object.keys(sent)
  return keys.length === Object.keys(kept).length && keys.every((key) => kept[key] === sent[key])
}
