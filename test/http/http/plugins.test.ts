import { GraphQLError, type ValidationRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { expect, it, onTestFinished } from 'vitest'
import type { Context } from '../../../src/index.ts'
import { startServer } from '../../support/server.ts'

async function serve(...plugins: Plugin<Context>[]) {
  const { url, close } = await startServer({}, { plugins })
  onTestFinished(close)
  return async (query: string, variables = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
}

it('runs all hooks of a plugin for each operation, in their order', async () => {
  const calls: string[] = []
  const note = (name: string) => () => void calls.push(name)
  const post = await serve({
    onRequest: note('request'),
    onRequestParse: note('request parse'),
    onParams: note('params'),
    onParse: note('parse'),
    onValidate: note('validate'),
    onContextBuilding: note('context'),
    onExecute: note('execute'),
    onExecutionResult: note('execution result'),
    onResultProcess: note('result process'),
    onResponse: note('response'),
  })
  const all =
    'request,request parse,params,parse,validate,context,execute,execution result,result process,response'
  for (const _ of [1, 2, 3]) {
    calls.length = 0
    await post('{ __typename }')
    expect(calls.join()).toBe(all)
  }
})

it('lets a plugin add a rule for one request, though the document is known', async () => {
  const noMutations: ValidationRule = (context) => ({
    OperationDefinition(node) {
      if (node.operation === 'mutation')
        context.reportError(new GraphQLError('Read only', { nodes: node, extensions: { code: 'FORBIDDEN' } }))
    },
  })
  let isReadOnly = false
  const post = await serve({
    onValidate({ addValidationRule }) {
      if (isReadOnly) addValidationRule(noMutations)
    },
  })
  const create = 'mutation { createThread { object } }'
  for (const _ of [1, 2, 3])
    expect((await post(create)).body).toEqual({ data: { createThread: { object: 'thread' } } })
  isReadOnly = true
  expect((await post(create)).body).toMatchObject({ errors: [{ message: 'Read only' }] })
  isReadOnly = false
  expect((await post(create)).body).toHaveProperty('data')
})

it('lets a plugin replace execution, and hides what it throws', async () => {
  const post = await serve({
    onExecute({ setExecuteFn, args }) {
      setExecuteFn(() => {
        if (args.variableValues?.['fail']) throw new Error('a secret')
        return { data: { replaced: true } }
      })
    },
  })
  const query = 'query ($fail: Boolean! = false) { __typename @include(if: $fail) }'
  expect((await post(query)).body).toEqual({ data: { replaced: true } })
  expect((await post(query, { fail: true })).body).toEqual({
    errors: [{ message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  })
})

it('checks limits inside the hooks of a plugin, with what it has changed', async () => {
  const post = await serve({
    onExecute({ args }) {
      args.variableValues = { metadata: { key: 5 } }
    },
  })
  const query = 'mutation ($metadata: Metadata) { createThread(metadata: $metadata) { id } }'
  expect((await post(query, { metadata: { key: 'a' } })).body).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'metadata', path: ['key'] } }],
  })
})
