import { describe, expect, it } from 'vitest'
import { parsePostgresUrl } from '../../../../../src/embedded/stores/postgres/connection-url.ts'

describe('a URL of PostgreSQL', () => {
  it('names hosts, database and login', () => {
    expect(parsePostgresUrl('postgres://user:pass@db.example:6432/threads')).toMatchObject({
      hosts: [{ name: 'db.example', port: 6432 }],
      user: 'user',
      password: 'pass',
      database: 'threads',
      label: 'db.example:6432/threads',
    })
  })

  it.each([
    ['postgres://h', [['h', 5432]], 'h:5432'],
    ['postgresql://h/', [['h', 5432]], 'h:5432'],
    ['POSTGRES://h/db', [['h', 5432]], 'h:5432/db'],
    ['postgres://user@/db', [['localhost', 5432]], 'localhost:5432/db'],
    [
      'postgres://a:1,b,[::1]:3/db',
      [
        ['a', 1],
        ['b', 5432],
        ['::1', 3],
      ],
      'a:1,b:5432,[::1]:3/db',
    ],
    ['postgres://%2Fvar%2Frun/db', [['/var/run', 5432]], '/var/run/db'],
    ['postgres://x/db?host=/var/run', [['/var/run', 5432]], '/var/run/db'],
    [
      'postgres://x/db?host=a,b&port=1,2',
      [
        ['a', 1],
        ['b', 2],
      ],
      'a:1,b:2/db',
    ],
    [
      'postgres://x/db?host=a,b&port=1',
      [
        ['a', 1],
        ['b', 1],
      ],
      'a:1,b:1/db',
    ],
  ])('%s leads to %j', (url, hosts, label) => {
    const target = parsePostgresUrl(url)
    expect(target.hosts.map(({ name, port }) => [name, port])).toEqual(hosts)
    expect(target.label).toBe(label)
  })

  it('has login, database and parameters that are percent-encoded', () => {
    const url =
      'postgres://us%40er:p%3Aa%2Fs%3As+%25@h/d%2Fb?options=-c%20search_path%3Da+b&application_name=%C3%A9'
    expect(parsePostgresUrl(url)).toMatchObject({
      user: 'us@er',
      password: 'p:a/s:s+%',
      database: 'd/b',
      options: '-c search_path=a+b',
      applicationName: 'é',
    })
  })

  it('has no login and no database where it names none, so that those of the environment count', () => {
    const { user, password, database } = parsePostgresUrl('postgres://h')
    expect([user, password, database]).toEqual([undefined, undefined, undefined])
  })

  it.each([
    ['', true, { rejectUnauthorized: false }],
    ['sslmode=prefer', true, { rejectUnauthorized: false }],
    ['sslmode=allow', true, { rejectUnauthorized: false }],
    ['sslmode=disable', false, undefined],
    ['sslmode=require', false, { rejectUnauthorized: false }],
    ['ssl=true', false, { rejectUnauthorized: false }],
    ['sslmode=verify-full', false, {}],
    ['sslmode=verify-full&sslrootcert=system', false, {}],
  ])('with %j has TLS as libpq has it', (query, isOptional, tls) => {
    const target = parsePostgresUrl(`postgres://h/db?${query}`)
    expect([target.tlsIsOptional, target.tls]).toEqual([isOptional, tls])
  })

  it.each([
    ['postgres://user:canary@h/db?sslmod=verify-full', 'unknown parameter'],
    ['postgres://user:canary@h/db?sslmode=strict', 'sslmode must be one of'],
    ['postgres://user:canary@h/db?sslmode=verify-ca', 'needs sslrootcert'],
    ['postgres://user:canary@h/db?sslrootcert=/canary/missing.pem', 'sslrootcert'],
    ['postgres://user:canary@h/db?target_session_attrs=standby', 'target_session_attrs must be read-write'],
    ['postgres://user:canary@h:99999/db', 'a port of it is not a port'],
    ['postgres://user:canary@h:canary/db', 'a host of it cannot be read'],
    ['postgres://user:can%ary@h/db', 'a % in it'],
    ['postgres://user:can/ary@h/db', 'Percent-encode'],
    ['postgres://user:1/canary@h/db', 'Percent-encode'],
    ['postgres://user:can?ary@h/db', 'unknown parameter'],
    ['postgres://user:can#ary@h/db', 'Percent-encode'],
    ['mysql://user:canary@h/db', 'expected postgres://'],
  ])('%s is refused, without repeating it', (url, message) => {
    expect(() => parsePostgresUrl(url)).toThrow(message)
    expect(() => parsePostgresUrl(url)).not.toThrow(/canary|ary@/)
  })
})
