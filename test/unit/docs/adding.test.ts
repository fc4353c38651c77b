import { DatabaseSync } from 'node:sqlite'
import { graphql } from 'graphql'
import { expect, it, onTestFinished } from 'vitest'
import { embeddedUrl, fetchInProcess } from '../../../src/embedded/in-process.ts'
import type { Route } from '../../../src/embedded/routes.ts'
import { createGroupCommit } from '../../../src/embedded/stores/sqlite/group-commit.ts'
import { createContext } from '../../../src/graphql/context.ts'
import { threadNoun } from '../../../src/resources/thread/noun.ts'
import { schemaOf } from '../../../src/schema.ts'
import { createClient } from '../../../src/upstream/upstream.ts'
import { checkNoteId, noteHandlers } from '../../samples/adding/embedded/handlers/notes.ts'
import { sqliteNotes } from '../../samples/adding/embedded/stores/sqlite/sqlite-notes.ts'
import { noteNoun } from '../../samples/adding/resources/note/noun.ts'

const schema = schemaOf([threadNoun, noteNoun])

/** Runs operations on the noun of docs/adding-a-resource.md, down to a database. */
function serveNotes() {
  const database = new DatabaseSync(':memory:')
  database.exec(
    'CREATE TABLE notes (tenant TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (tenant, id)) STRICT',
  )
  onTestFinished(() => database.close())
  const store = sqliteNotes(database, createGroupCommit(database), async (run) => run())
  const { createNote, getNote } = noteHandlers(store)
  const routes: Route[] = [
    { method: 'POST', path: '/v1/notes', handle: createNote },
    { method: 'GET', path: '/v1/notes/:id', handle: getNote, checkId: checkNoteId },
  ]
  const fetch = fetchInProcess(routes, (cause) => {
    throw cause
  })
  const client = createClient({ baseURL: embeddedUrl, fetch })
  return (source: string) => {
    const caller = {
      authorization: 'Bearer my-key',
      signal: new AbortController().signal,
      requestId: 'req_a',
    }
    return graphql({ schema, source, contextValue: createContext(client, caller) })
  }
}

it('the resource of the how-to is created and read', async () => {
  const run = serveNotes()
  const { data } = await run('mutation { createNote(text: "hello") { id text } }')
  const { id } = Object(data).createNote
  expect(id).toMatch(/^note_/)
  expect(await run(`{ note(id: "${id}") { text } gone: note(id: "note_b") { text } }`)).toEqual({
    data: { note: { text: 'hello' }, gone: null },
  })
})

it('the limit of the how-to refuses a text that is too long', async () => {
  const { errors } = await serveNotes()(`mutation { createNote(text: "${'x'.repeat(513)}") { id } }`)
  expect(errors?.[0]).toMatchObject({
    message: 'text is 513 characters long; at most 512 are allowed',
    extensions: { code: 'BAD_USER_INPUT', argument: 'text', limit: 512, actual: 513, unit: 'characters' },
  })
})
