import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openKeyFile } from '../../../src/upstream/key-file.ts'
import { temporaryFolder } from '../../support/embedded/temporary-folder.ts'

function openFile(text: string) {
  const path = join(temporaryFolder(), 'key')
  writeFileSync(path, text)
  const failures: string[] = []
  const file = openKeyFile(path, (reason) => failures.push(reason))
  onTestFinished(file.close)
  return { path, file, failures }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(20)
}

describe('a file with a key', () => {
  it('is read again when it changes, also where it is replaced, as secrets in a volume are', async () => {
    const { path, file, failures } = openFile('sk-first\n')
    expect(file.key()).toBe('sk-first')
    writeFileSync(path, 'sk-second')
    await until(() => file.key() === 'sk-second')
    writeFileSync(`${path}.new`, 'sk-third')
    renameSync(`${path}.new`, path)
    await until(() => file.key() === 'sk-third')
    expect(failures).toEqual([])
  })

  it('keeps its key while it cannot be read, and says so without it', async () => {
    const { path, file, failures } = openFile('sk-first')
    rmSync(path)
    await until(() => failures.length === 1)
    expect(file.key()).toBe('sk-first')
    writeFileSync(path, 'two canaries')
    await delay(1200)
    expect(file.key()).toBe('sk-first')
    expect(failures).toHaveLength(1)
    expect(failures.join()).not.toMatch(/canaries|sk-first/)
    writeFileSync(path, 'sk-second')
    chmodSync(path, 0o600)
    await until(() => file.key() === 'sk-second')
  })

  it('must hold one at the start', () => {
    const path = join(temporaryFolder(), 'key')
    expect(() => openKeyFile(path, () => {})).toThrow(`cannot read the key in ${path}: ENOENT`)
    writeFileSync(path, '')
    expect(() => openKeyFile(path, () => {})).toThrow(`there is no key in ${path}`)
  })
})
