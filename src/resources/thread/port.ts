import { definePort } from '../../graphql/context.ts'
import type { ThreadsApi } from './api.ts'
import { AssistantsThreads } from './assistants.ts'

/** The caller's threads. The upstream speaks the Assistants API unless the context says otherwise. */
export const threadsApi = definePort<ThreadsApi>(AssistantsThreads)
