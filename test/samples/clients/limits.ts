import { characters, limits } from '../../../src/core/limits.ts'

/** Tells how many characters of a metadata value are left; negative when it is too long. */
export function charactersLeft(value: string): number {
  return limits.metadata.valueLength - characters(value)
}
