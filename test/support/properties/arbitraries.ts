import fc from 'fast-check'

/** A GraphQL name, those that every object has among them. */
const name = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[_A-Za-z][_0-9A-Za-z]{0,8}$/) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty') },
  { weight: 1, arbitrary: fc.integer({ min: 63, max: 66 }).map((length) => 'k'.repeat(length)) },
)

/** Text of any script, emoji and control characters; some of it as long as a limit, one less or one more. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  { weight: 2, arbitrary: fc.stringMatching(/^[A-Za-z0-9_-]{0,20}$/) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('a', 'é', '👍', '𐍈'), fc.constantFrom(1, 255, 256, 257, 511, 512, 513))
      .map(([unit, count]) => unit.repeat(count)),
  },
)

/** A map without a prototype, so that `__proto__` is a key like any other. */
function map<T>(key: fc.Arbitrary<string>, value: fc.Arbitrary<T>, maxLength: number) {
  return fc.array(fc.tuple(key, value), { maxLength, size: 'max' }).map((entries) => {
    const object: Record<string, T> = Object.create(null)
    for (const [entryKey, entry] of entries) object[entryKey] = entry
    return object
  })
}

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: text },
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
  fc.constantFrom(2 ** 53, 2 ** 53 + 2, -(2 ** 53), 1e300),
  fc.boolean(),
  fc.constant(null),
)

/** Any JSON value whose keys are GraphQL names. */
export const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    map(name, tie('value'), 4),
  ),
})).value

/** Maps of strings, most of them legal, from nothing to one pair too many. */
export const metadataLike = fc.oneof(
  { weight: 3, arbitrary: map(name, text, 4) },
  { weight: 1, arbitrary: map(name, fc.stringMatching(/^[a-z]{0,3}$/), 24) },
  { weight: 1, arbitrary: map(name, leaf, 3) },
)

/** Lists of strings, from nothing to one id too many. */
const idsLike = fc.oneof(
  fc.array(text, { maxLength: 2 }),
  fc.array(fc.stringMatching(/^[a-z-]{1,5}$/), { maxLength: 22, size: 'max' }),
  fc.array(leaf, { maxLength: 3 }),
)

/** Values on both sides of every limit, and some that are nothing of the kind. */
export const limitsNear: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: metadataLike },
  { weight: 3, arbitrary: idsLike },
  { weight: 3, arbitrary: text },
  { weight: 1, arbitrary: leaf },
  { weight: 1, arbitrary: json },
)

const brokenText = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 5 }), fc.constantFrom('\ud83d', '\udc4d', '\udc4d\ud83d'))
  .map(([before, surrogate]) => before + surrogate)

/** Values that hold a lone surrogate, which JSON can write and GraphQL cannot; keys that are no names with them. */
export const withLoneSurrogates: fc.Arbitrary<unknown> = fc.oneof(
  brokenText,
  fc.array(brokenText, { minLength: 1, maxLength: 2 }),
  map(brokenText, text, 2),
  map(text, brokenText, 2),
  map(text, text, 3),
)
