import { Tokenizer, TokenType } from '@streamparser/json'

/** The text of one value, and the line on which it begins. */
export interface JsonPart {
  text: string
  line: number
}

/** There is no further value. */
export class SplitError extends Error {
  override name = 'SplitError'
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** Bytes of one value. A thread with all of its messages and runs is far below. */
const MAX_PART_BYTES = 64 * 1024 * 1024

/**
 * Splits the bytes of a JSON array into its items, or those of values that follow each other into these, without
 * holding more than one of them.
 *
 * @param isArray whether the items of one array are wanted.
 * @throws SplitError where it is not valid JSON; what came before has been yielded.
 */
export async function* splitJson(chunks: AsyncIterable<Buffer>, isArray: boolean): AsyncGenerator<JsonPart> {
  const splitter = new Splitter(isArray ? 1 : 0)
  for await (const chunk of chunks) yield* splitter.write(chunk)
  yield* splitter.end()
}

/** Its tokens say where a value begins and ends; the text between is left to `JSON.parse`, which knows all keys. */
class Splitter {
  readonly #level: number
  readonly #tokenizer = new Tokenizer({ separator: '' })
  #depth = 0
  /** Bytes that belong to no finished value yet, and where in the file they begin. */
  #rest = Buffer.alloc(0)
  #restAt = 0
  #line = 1
  #start: number | undefined
  #ready: JsonPart[] = []
  #failure: Error | undefined

  constructor(level: number) {
    this.#level = level
    this.#tokenizer.onToken = ({ token, value, offset }) => {
      // Where one value ends is not known from here on.
      if (this.#failure) return
      if (this.#isStray(token)) this.#failure = new Error('a value that is not where one can be')
      else if (isScalar(token) && this.#depth === this.#level) this.#addScalar(JSON.stringify(value), offset)
      else this.#onToken(token, offset)
    }
    this.#tokenizer.onError = (error) => {
      this.#failure ??= error
    }
  }

  *write(chunk: Buffer): Generator<JsonPart> {
    this.#rest = Buffer.concat([this.#rest, chunk])
    this.#tokenizer.write(chunk)
    yield* this.#take()
    if (this.#start === undefined) this.#drop(this.#restAt + this.#rest.length)
    else if (this.#rest.length > MAX_PART_BYTES) throw this.#error(`is larger than ${MAX_PART_BYTES} bytes`)
  }

  *end(): Generator<JsonPart> {
    if (!this.#tokenizer.isEnded) this.#tokenizer.end()
    yield* this.#take()
    if (this.#depth > 0) throw this.#error('ends too early')
  }

  *#take(): Generator<JsonPart> {
    yield* this.#ready.splice(0)
    if (this.#failure) throw this.#error('is not valid JSON')
  }

  /** Whether a token closes more than was opened, or stands beside the array whose items are wanted. */
  #isStray(token: TokenType): boolean {
    if (this.#depth > 0) return false
    return isClosing(token) || (this.#level > 0 && token !== TokenType.LEFT_BRACKET)
  }

  #onToken(token: TokenType, offset: number): void {
    const opens = token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET
    if (opens && this.#depth++ === this.#level) this.#start = offset
    if (isClosing(token) && --this.#depth === this.#level && this.#start !== undefined) {
      this.#finish(this.#start, offset + 1)
    }
  }

  #finish(start: number, end: number): void {
    this.#drop(start)
    const text = this.#rest.toString('utf8', 0, end - this.#restAt)
    this.#ready.push({ text, line: this.#line })
    this.#drop(end)
    this.#start = undefined
  }

  #addScalar(text: string, offset: number): void {
    this.#drop(offset)
    this.#ready.push({ text, line: this.#line })
  }

  /** Forgets what comes before an offset, and counts its lines. */
  #drop(offset: number): void {
    const length = offset - this.#restAt
    const dropped = this.#rest.subarray(0, length)
    for (let at = dropped.indexOf(10); at !== -1; at = dropped.indexOf(10, at + 1)) this.#line++
    this.#rest = this.#rest.subarray(length)
    this.#restAt = offset
  }

  #error(what: string): SplitError {
    if (this.#start !== undefined) this.#drop(this.#start)
    return new SplitError(this.#line, `the value that begins here ${what}`)
  }
}

function isClosing(token: TokenType): boolean {
  return token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET
}

function isScalar(token: TokenType): boolean {
  const { STRING, NUMBER, TRUE, FALSE, NULL } = TokenType
  return [STRING, NUMBER, TRUE, FALSE, NULL].includes(token)
}
