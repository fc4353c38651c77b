import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../../src/config/config.ts'
import { settings } from '../../../src/config/settings.ts'
import { badValues } from '../../support/bad-values.ts'

describe('a configuration', () => {
  it('has the documented default of each setting', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      openaiBaseUrl: undefined,
      openaiApiKey: undefined,
      databaseUrl: 'file:./data/threads.db',
      upstreamTimeoutMs: 30_000,
      upstreamConcurrency: 64,
    })
  })

  it('is read from the environment', () => {
    const env = {
      HOST: '::1',
      PORT: '0',
      OPENAI_BASE_URL: 'https://threads.example/v1',
      OPENAI_API_KEY: 'sk-1',
      DATABASE_URL: 'file::memory:',
      UPSTREAM_TIMEOUT_MS: '1',
      UPSTREAM_CONCURRENCY: '10000',
    }
    expect(readConfig(env)).toMatchObject({
      host: '::1',
      port: 0,
      openaiBaseUrl: 'https://threads.example/v1',
      openaiApiKey: 'sk-1',
      databaseUrl: 'file::memory:',
      upstreamTimeoutMs: 1,
      upstreamConcurrency: 10_000,
    })
  })

  it('has the default where a variable is empty', () => {
    const empty = Object.fromEntries(Object.values(settings).map(({ env }) => [env, '']))
    expect(readConfig(empty)).toEqual(readConfig({}))
  })

  it('has exactly the settings there are', () => {
    expect(Object.keys(readConfig())).toEqual(Object.keys(settings))
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(readConfig())).toBe(true)
  })

  it('leaves variables alone that are not its own', () => {
    expect(readConfig({ OPENAI_LOG: 'debug', PATH: '/bin' })).toEqual(readConfig({}))
  })

  it('takes every default as if it had been written out', () => {
    const defaults = Object.values(settings).flatMap((setting) =>
      setting.default === undefined ? [] : [[setting.env, setting.default]],
    )
    expect(readConfig(Object.fromEntries(defaults))).toEqual(readConfig({}))
  })
})

describe('a base URL', () => {
  it.each([
    ['http://127.0.0.1:9999/v1', 'http://127.0.0.1:9999/v1'],
    ['https://threads.example/v1/', 'https://threads.example/v1'],
    ['https://threads.example/v1//', 'https://threads.example/v1'],
    ['https://threads.example', 'https://threads.example'],
    ['HTTPS://Threads.Example/V1', 'https://threads.example/V1'],
    ['http://[::1]:9999/a/b/v1', 'http://[::1]:9999/a/b/v1'],
  ])('is taken without the slashes at its end: %s', (text, url) => {
    expect(readConfig({ OPENAI_BASE_URL: text }).openaiBaseUrl).toBe(url)
  })
})

describe('what a JWT must name', () => {
  it.each(['JWT_ISSUER', 'JWT_AUDIENCE'])('is refused where no JWT is asked for: %s', (variable) => {
    const issuer = { JWT_JWKS_URL: 'https://issuer.example/keys' }
    expect(() => readConfig({ [variable]: 'threads' })).toThrow(
      new ConfigError(`${variable} is set; JWT_JWKS_URL, without which no JWT is asked for, is required`),
    )
    expect(() => readConfig({ ...issuer, [variable]: 'threads' })).not.toThrow()
  })
})

describe('a database URL', () => {
  it.each([
    'file:threads.db',
    'file:./a b.db',
    'file:/abs/threads.db',
    'file:///abs/threads.db',
    'file::memory:',
    'postgres://localhost/threads',
    'postgresql://user:word@one:5432,two:5433/threads?target_session_attrs=read-write',
  ])('may be %s', (text) => {
    expect(readConfig({ DATABASE_URL: text }).databaseUrl).toBe(text)
  })
})

describe('what is sent to an upstream', () => {
  it.each<[string, Record<string, string | null>]>([
    ['x-team: threads', { 'x-team': 'threads' }],
    [
      'X-Team:threads, x-other: a, b\nx-third: c:d',
      { 'x-team': 'threads', 'x-other': 'a, b', 'x-third': 'c:d' },
    ],
    ['openai-beta:', { 'openai-beta': null }],
  ])('has the headers %j', (text, headers) => {
    expect(readConfig({ OPENAI_HEADERS: text }).openaiHeaders).toEqual(headers)
  })

  it('has the query parameters, as they are in a URL', () => {
    expect(readConfig({ OPENAI_QUERY: 'api-version=v1&a=b%20c' }).openaiQuery).toEqual({
      'api-version': 'v1',
      a: 'b c',
    })
  })

  it('goes to OpenAI where there are conversations, a key, and no other URL', () => {
    const conversations = { UPSTREAM_API: 'conversations' }
    const openai = 'https://api.openai.com/v1'
    for (const key of [{ OPENAI_API_KEY: 'sk-1' }, { OPENAI_API_KEY_FILE: '/run/key' }]) {
      expect(readConfig({ ...conversations, ...key }).openaiBaseUrl).toBe(openai)
      expect(readConfig(key).openaiBaseUrl).toBeUndefined()
    }
    const OPENAI_BASE_URL = 'https://other.example/v1'
    expect(readConfig({ ...conversations, OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL }).openaiBaseUrl).toBe(
      OPENAI_BASE_URL,
    )
    expect(() => readConfig(conversations)).toThrow(
      'OPENAI_BASE_URL, or OPENAI_API_KEY for OpenAI itself, is required',
    )
  })

  it('has one key', () => {
    const both = { OPENAI_API_KEY: 'sk-1', OPENAI_API_KEY_FILE: '/run/key' }
    expect(() => readConfig(both)).toThrow('OPENAI_API_KEY and OPENAI_API_KEY_FILE are both set')
  })
})

describe('a value that is not allowed', () => {
  it('is refused in one line that names the setting', () => {
    for (const [variable, value] of badValues) {
      const read = () => readConfig({ [variable]: value })
      expect(read, `${variable}=${value}`).toThrow(ConfigError)
      expect(read, `${variable}=${value}`).toThrow(new RegExp(`^${variable} is .+ is required$`))
    }
  })

  it('is shown, and so is what is allowed', () => {
    expect(() => readConfig({ PORT: '65536' })).toThrow(
      'PORT is "65536"; a whole number from 0 to 65535 is required',
    )
  })

  it.each([
    ['OPENAI_API_KEY', 'sk-canary canary'],
    ['OPENAI_BASE_URL', 'https://user:canary@threads.example/v1'],
    ['OPENAI_BASE_URL', 'canary'],
    ['DATABASE_URL', 'mysql://user:canary@db.example/threads'],
  ])('is not shown where it may hold a secret: %s=%j', (variable, value) => {
    expect(() => readConfig({ [variable]: value })).toThrow(`${variable} is not valid; `)
    expect(() => readConfig({ [variable]: value })).not.toThrow(/canary/)
  })

  it('is known here for every setting that has one', () => {
    const takesAnything = ({ parse }: { parse: (text: string) => unknown }) =>
      parse('\n any text\0') !== undefined
    const picky = Object.values(settings).flatMap((setting) => (takesAnything(setting) ? [] : [setting.env]))
    expect(new Set(badValues.map(([variable]) => variable))).toEqual(new Set(picky))
  })
})
