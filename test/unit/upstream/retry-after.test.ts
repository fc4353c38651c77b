import { afterEach, describe, expect, it, vi } from 'vitest'
import { retryAfterMs } from '../../../src/upstream/retry-after.ts'

const NOW = Date.parse('2026-08-26T12:00:00Z')

function parse(value: string): number | undefined {
  return retryAfterMs(new Headers({ 'retry-after': value }))
}

describe('retryAfterMs', () => {
  afterEach(() => void vi.useRealTimers())

  it.each([
    ['0', 0],
    ['1', 1000],
    [' 120 ', 120_000],
    ['999999999', 999_999_999_000],
  ])('reads seconds: %j', (value, ms) => expect(parse(value)).toBe(ms))

  it.each([
    'Wed, 26 Aug 2026 12:00:30 GMT',
    'Wednesday, 26-Aug-26 12:00:30 GMT',
    'Wed Aug 26 12:00:30 2026',
    'Wed Aug  26 12:00:30 2026',
  ])('reads a date, in each form that HTTP has: %j', (value) => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
    expect(parse(value)).toBe(30_000)
  })

  it('takes a date that has passed for now', () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
    expect(parse('Wed, 26 Aug 2026 11:59:00 GMT')).toBe(0)
  })

  it.each([
    '',
    'soon',
    '-5',
    '1.5',
    '1e3',
    '0x10',
    '12345678901234567890',
    '1, 2',
    '2026-08-26T12:00:30Z',
    'abc 1',
    'Wed, 99 Foo 2026 12:00:30 GMT',
  ])('takes anything else for no response: %j', (value) => expect(parse(value)).toBeUndefined())

  it('takes no header for no response', () => expect(retryAfterMs(new Headers())).toBeUndefined())
})
