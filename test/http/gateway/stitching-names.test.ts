import { describe, expect, it } from 'vitest'
import { createGateway } from '../../samples/gateway/stitching.ts'
import { ask } from '../../support/gateway/ask.ts'
import { serveThreads } from '../../support/gateway/served-threads.ts'
import { collidingTypes, serveHttp, serveUsers, usersOf } from '../../support/gateway/users.ts'

describe('names of types in a gateway that stitches', () => {
  it('stop it from starting when one stands for a scalar here and an object there', async () => {
    const threads = await serveThreads([])
    const users = await serveUsers([], collidingTypes.Metadata)
    await expect(createGateway([threads.endpoint, users])).rejects.toThrow(
      'Cannot merge different type categories into common type Metadata',
    )
  })

  it('make one type of two objects that have nothing in common', async () => {
    const threads = await serveThreads([])
    const users = await serveUsers([], collidingTypes.ToolResources)
    const endpoint = `${await serveHttp(await createGateway([threads.endpoint, users]))}/graphql`
    const { data } = await ask(endpoint, '{ __type(name: "ToolResources") { fields { name } } }')
    const names = ['codeInterpreter', 'fileSearch', 'hammers'].map((name) => ({ name }))
    expect(data).toEqual({ __type: { fields: names } })
  })

  it('stay apart when ours have a prefix', async () => {
    const threads = await serveThreads(['thread_1'], { typePrefix: 'Thread' })
    const users = await serveUsers(usersOf(['thread_1']), Object.values(collidingTypes).join(''))
    const endpoint = `${await serveHttp(await createGateway([threads.endpoint, users]))}/graphql`
    const answer = await ask(
      endpoint,
      `{ users {
        metadata { __typename createdBy }
        toolResources { __typename hammers }
        thread { __typename id metadata toolResources { __typename } }
      } }`,
    )
    expect(answer).toEqual({
      data: {
        users: [
          {
            metadata: { __typename: 'Metadata', createdBy: 'user_1' },
            toolResources: { __typename: 'ToolResources', hammers: 2 },
            thread: {
              __typename: 'Thread',
              id: 'thread_1',
              metadata: { name: 'thread_1' },
              toolResources: { __typename: 'ThreadToolResources' },
            },
          },
        ],
      },
    })
  })

  it('have the prefix in the types of variables, whose limits are the same', async () => {
    const threads = await serveThreads(['thread_1'], { typePrefix: 'Thread' })
    const endpoint = `${await serveHttp(await createGateway([threads.endpoint]))}/graphql`
    const { errors } = await ask(
      endpoint,
      'mutation ($it: ThreadMetadata) { updateThread(id: "thread_1", metadata: $it) { id } }',
      { it: { topic: 1 } },
    )
    expect(errors).toMatchObject([
      {
        message: 'metadata["topic"] is a number; a string is required',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ])
  })
})
