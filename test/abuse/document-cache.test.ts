import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { documentCaches } from '../../src/operation/document-cache.ts'

const text = (number: number, length = 20) => `{ a${number} }`.padEnd(length)

/** Offers a document as yoga does, each time it has parsed it. */
function offer(cache: ReturnType<typeof documentCaches>['documentCache'], document: string) {
  const parsed = parse(document)
  cache.set(document, parsed)
  return parsed
}

describe('the memory of documents', () => {
  it('keeps one that comes for the second time', () => {
    const { documentCache } = documentCaches()
    offer(documentCache, text(1))
    expect(documentCache.get(text(1))).toBe(undefined)
    const second = offer(documentCache, text(1))
    expect(documentCache.get(text(1))).toBe(second)
  })

  it('keeps none that is larger than 32 kB', () => {
    const { documentCache } = documentCaches()
    for (const _ of [1, 2, 3]) offer(documentCache, text(1, 32_769))
    expect(documentCache.get(text(1, 32_769))).toBe(undefined)
  })

  it('keeps 256 kB in all, of those that were used last', () => {
    const { documentCache } = documentCaches()
    const first = offer(documentCache, text(0, 16_384)) && offer(documentCache, text(0, 16_384))
    for (let number = 1; number <= 40; number++) {
      for (const _ of [1, 2]) offer(documentCache, text(number, 16_384))
      expect(documentCache.get(text(0, 16_384))).toBe(first)
    }
    const kept = Array.from({ length: 41 }, (_, number) => documentCache.get(text(number, 16_384)))
    expect(kept.filter(Boolean)).toHaveLength(16)
    expect(kept[40]).toBeDefined()
    expect(kept[1]).toBe(undefined)
  })

  it('keeps no mistakes', () => {
    const { errorCache } = documentCaches()
    errorCache.set(text(1), new Error())
    expect(errorCache.get(text(1))).toBe(undefined)
  })
})
