import DataLoader from 'dataloader'
import { defineLoader } from '../../../../../src/graphql/context.ts'
import type { Note } from './api.ts'
import { notesApi } from './rest-notes.ts'

/** The note loader of an operation: null where there is no note. */
export const noteLoader = defineLoader(({ use, onBatch }) => {
  const api = use(notesApi)
  return new DataLoader<string, Note | null>((ids) => {
    onBatch?.(ids.length)
    return api.getEach(ids)
  })
})
