import { chmodSync, copyFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStore } from '../../../../../src/embedded/stores/open.ts'
import { getOne, opened, storedThread } from '../../../../support/embedded/stores/contract.ts'
import { outcomeOf } from '../../../../support/postgres/outcome.ts'
import { newPlace, urlOf } from '../../../../support/postgres/place.ts'
import { startPostgres } from '../../../../support/postgres/server.ts'

const pem = fileURLToPath(new URL('../../../../support/faults/localhost.pem', import.meta.url))
const server = await startPostgres({
  settings: { ssl: 'on', ssl_cert_file: 'own.pem', ssl_key_file: 'own.pem' },
  prepare(folder) {
    copyFileSync(pem, join(folder, 'own.pem'))
    chmodSync(join(folder, 'own.pem'), 0o600)
  },
})

/** Opens a store by a URL with these parameters, and tells whether its connections are encrypted. */
async function isEncrypted(parameters: string, host = 'localhost'): Promise<boolean> {
  const place = newPlace(server)
  const client = await place.connect()
  const url = urlOf(server.port, { schema: place.schema, parameters }).replace('127.0.0.1', host)
  const store = await opened({ open: () => openStore(url) })
  await store.check()
  const { rows } = await client.query(
    "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'threads-graphql'",
  )
  await store.close()
  return rows.length > 0 && rows.every(({ ssl }) => ssl)
}

describe('connections to a server that does TLS', () => {
  it.each([
    ['', true],
    ['&sslmode=disable', false],
    ['&sslmode=prefer', true],
    ['&sslmode=require', true],
    ['&sslmode=no-verify', true],
    ['&ssl=true', true],
    [`&sslmode=verify-full&sslrootcert=${pem}`, true],
    [`&sslmode=verify-ca&sslrootcert=${pem}`, true],
  ])('with %j are encrypted: %s', async (parameters, expected) => {
    expect(await isEncrypted(parameters)).toBe(expected)
  })

  it('are made to another name than that of its certificate by verify-ca, and not by verify-full', async () => {
    const authority = `&sslrootcert=${pem}`
    expect(await isEncrypted(`&sslmode=verify-ca${authority}`, '127.0.0.1')).toBe(true)
    await expect(isEncrypted(`&sslmode=verify-full${authority}`, '127.0.0.1')).rejects.toThrow(
      'the certificate of the server is for another host',
    )
  })

  it.each(['&sslmode=verify-full', '&sslmode=require&sslrootcert=system'])(
    'are not made with %s where its certificate is not trusted',
    async (parameters) => {
      await expect(isEncrypted(parameters)).rejects.toThrow('the certificate of the server is not trusted')
    },
  )
})

describe('a pooler that takes no timeouts when a connection begins', () => {
  it('is connected to without them', async () => {
    const place = newPlace(server)
    await place.connect()
    let refused = 0
    const pooler = createServer((client) => {
      client.once('data', (first) => {
        if (first.includes('statement_timeout')) {
          refused++
          return client.end(
            errorResponse('FATAL', '08P01', 'unsupported startup parameter: statement_timeout'),
          )
        }
        const upstream = connect(server.port, '127.0.0.1')
        upstream.on('error', () => client.destroy())
        client.on('error', () => upstream.destroy())
        upstream.write(first)
        client.pipe(upstream).pipe(client)
      })
    })
    await new Promise<void>((resolve) => pooler.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void pooler.close())
    const address = pooler.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const url = urlOf(port, { schema: place.schema, parameters: '&sslmode=disable' })
    const store = await opened({ open: () => openStore(url) })
    expect(await outcomeOf(store.create('tenant', storedThread('thread_1')))).toBe('done')
    expect(await getOne(store, 'thread_1')).toEqual(storedThread('thread_1'))
    expect(refused).toBeGreaterThan(0)
  })
})

/** https://www.postgresql.org/docs/current/protocol-message-formats.html */
function errorResponse(severity: string, code: string, message: string): Buffer {
  const fields = Buffer.from(`S${severity}\0C${code}\0M${message}\0\0`)
  const header = Buffer.from('E\0\0\0\0')
  header.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([header, fields])
}
