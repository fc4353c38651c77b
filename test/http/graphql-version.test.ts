import { GraphQLObjectType, GraphQLSchema, version, versionInfo } from 'graphql'
import { describe, expect, it } from 'vitest'
import { schema } from '../../src/schema.ts'
import { serveEmbedded } from '../support/api.ts'

/** These tests run once on each major version that the package allows: `vitest.config.ts` says which is meant. */
const major = Number(process.env['GRAPHQL_MAJOR'])

/** How each major version says that an argument is missing. */
const wording: Record<number, string> = {
  16: 'Field "thread" argument "id" of type "ID!" is required, but it was not provided.',
  17: 'Argument "Query.thread(id:)" of type "ID!" is required, but it was not provided.',
}

describe(`graphql ${major}`, () => {
  it('is what the tests import', () => {
    expect(major).toBeGreaterThanOrEqual(16)
    expect(versionInfo.major, version).toBe(major)
  })

  it('is what the schema is made of, and what Pothos made it with', () => {
    expect(schema.constructor).toBe(GraphQLSchema)
    expect(schema.getQueryType()?.constructor).toBe(GraphQLObjectType)
  })

  it('is what the server validates and executes with', async () => {
    const server = await serveEmbedded()
    const { errors } = await server.query('{ thread { id } }')
    expect(errors?.[0]?.message).toBe(wording[major])
    expect(await server.query('{ __typename }')).toEqual({ status: 200, data: { __typename: 'Query' } })
  })

  it('has no internal error for an operation that selects nothing, compiled or not', async () => {
    for (const COMPILE_AFTER of ['0', '1000']) {
      const server = await serveEmbedded({ COMPILE_AFTER })
      const answer = await server.query('mutation { }')
      if (major >= 17) expect(answer).toEqual({ status: 200, data: {} })
      else expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    }
  })
})
