import { GraphQLError } from 'graphql'
import { describe, expect, it } from 'vitest'
import { codedError, errorCodes, inputError, publicError } from '../../../src/core/errors.ts'

const unexpected = (cause: unknown) => {
  throw new Error('was taken for a bug', { cause })
}

describe('publicError', () => {
  it.each(Object.keys(errorCodes))('passes on an error with the code %s as it is', (code) => {
    const error = new GraphQLError('what happened', { extensions: { code } })
    expect(publicError(error, unexpected)).toBe(error)
  })

  it('reports a failure that nobody foresaw, and keeps its text to itself', () => {
    const bugs: unknown[] = []
    const cause = new TypeError('secret of sk-canary')
    const shown = publicError(
      new GraphQLError(cause.message, { originalError: cause, path: ['thread'] }),
      (bug) => bugs.push(bug),
    )
    expect(bugs).toEqual([cause])
    expect(shown.toJSON()).toEqual({
      message: 'Internal server error.',
      path: ['thread'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    })
  })

  it.each(['TEAPOT', 'toString', '__proto__', 5, null])('does not pass on the code %s', (code) => {
    const foreign = new GraphQLError('of someone else', { extensions: { code, detail: 'theirs' } })
    expect(publicError(foreign, unexpected).extensions).toEqual({ code: 'BAD_USER_INPUT' })
  })

  it('hides the extensions that an unexpected error brings', () => {
    const cause = Object.assign(new Error('no'), { extensions: { code: 'TEAPOT', secret: 'sk-canary' } })
    const shown = publicError(new GraphQLError('no', { originalError: cause }), () => {})
    expect(shown.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' })
  })

  it('finds the error of a scalar inside any number of wrappers, and keeps the place of the outermost', () => {
    const inner = inputError('metadata has 17 pairs; at most 16 are allowed', { argument: 'metadata' })
    const middle = new GraphQLError('around it', { originalError: inner })
    const outer = new GraphQLError('around that', { originalError: middle, path: ['updateThread'] })
    expect(publicError(outer, unexpected).toJSON()).toEqual({
      message: inner.message,
      path: ['updateThread'],
      extensions: { code: 'BAD_USER_INPUT', argument: 'metadata' },
    })
  })

  it('keeps the HTTP status that yoga asks for', () => {
    const http = { status: 413 }
    const error = new GraphQLError('too large', { extensions: { http } })
    expect(publicError(error, unexpected).extensions).toEqual({ http, code: 'BAD_USER_INPUT' })
  })
})

describe('codedError', () => {
  it('has a message, a code and what else it is given', () => {
    const error = codedError('RATE_LIMITED', 'try again in 3 s', { extensions: { retryAfter: 3 } })
    expect(error.toJSON()).toEqual({
      message: 'try again in 3 s',
      extensions: { code: 'RATE_LIMITED', retryAfter: 3 },
    })
  })
})
