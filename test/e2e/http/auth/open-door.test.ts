import { describe, expect, it } from 'vitest'
import { runCommand, startCommand } from '../../../support/process.ts'

const remote = { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }
const ownKey = { OPENAI_API_KEY: 'sk-canary' }
const keys = { API_KEYS: 'sk-caller' }
const jwt = { JWT_JWKS_URL: 'http://127.0.0.1:9/jwks' }

describe('a HOST that others reach', () => {
  it.each([
    ['the embedded threads', '0.0.0.0', {}],
    ['the embedded threads', '::', {}],
    ['the embedded threads', '192.0.2.1', {}],
    ['the embedded threads', 'threads.example', {}],
    ['the embedded threads', '127.evil.example', {}],
    ['the upstream, with OPENAI_API_KEY,', '0.0.0.0', { ...remote, ...ownKey }],
  ])('is refused where anyone could use %s: %s', async (exposed, HOST, env) => {
    const { code, stdout, stderr } = await runCommand({
      env: { PORT: '0', DATABASE_URL: 'file::memory:', HOST, ...env },
    })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(
      `threads-graphql: HOST is "${HOST}", where anyone could use ${exposed} without a key; set API_KEYS or JWT_JWKS_URL, or HOST to 127.0.0.1\n`,
    )
  })

  it.each([
    ["the callers' own keys are forwarded", remote],
    ['keys are asked for', keys],
    ['tokens are asked for', jwt],
    ['keys are asked for before an upstream', { ...remote, ...ownKey, ...keys }],
    ['tokens are asked for before an upstream', { ...remote, ...ownKey, ...jwt }],
  ])('is allowed where %s', async (_, env) => {
    const { url } = await startCommand({ env: { HOST: '0.0.0.0', ...env } })
    expect((await fetch(`${url.replace('0.0.0.0', '127.0.0.1')}/health`)).status).toBe(200)
  })
})

describe('a HOST that only this machine reaches', () => {
  it.each(['127.0.0.1', 'localhost', '127.0.0.2'])('needs no keys: %s', async (HOST) => {
    const { url } = await startCommand({ env: { HOST } })
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })
})
