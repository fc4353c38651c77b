interface Details {
  status?: number
  type?: 'invalid_request_error' | 'server_error'
  param?: string | null
  code?: string | null
  /** Headers of the response, besides the usual ones. */
  headers?: Record<string, string>
}

/** A refusal in the form in which the API sends it. Its message is made to be shown to the client. */
export class WireError extends Error {
  readonly status: number
  readonly headers: Record<string, string>
  readonly #details: Details

  /** Without details: status 400, type `invalid_request_error`, and neither `param` nor `code`. */
  constructor(message: string, details: Details = {}) {
    super(message)
    this.name = 'WireError'
    this.status = details.status ?? 400
    this.headers = details.headers ?? {}
    this.#details = details
  }

  /** The body: all four members of `error` are always there. */
  toJSON() {
    const { type = 'invalid_request_error', param = null, code = null } = this.#details
    return { error: { message: this.message, type, param, code } }
  }
}

/** What a caller sent, as far as an error repeats it: its first 80 characters. */
function quoted(text: string): string {
  // Cut twice: `slice` alone could leave half of a surrogate pair, and a text can be as long as a body.
  const start = [...text.slice(0, 161)]
  return start.length > 80 ? `${start.slice(0, 80).join('')}…` : text
}

// The texts, params and codes below are those of the real service, where they are known: client code in the
// field reads them.

export const threadNotFound = (id: string) =>
  new WireError(`No thread found with id '${id}'.`, { status: 404 })

/** What follows the scheme would be the key; callers without one share their threads, so it is not left out. */
export const noBearerKey = () =>
  new WireError(
    "The Authorization header holds no bearer key. Expected 'Authorization: Bearer <key>', or no such header.",
    { status: 401, code: 'invalid_api_key' },
  )

export const unknownUrl = (method: string, path: string) =>
  new WireError(`Invalid URL (${method} ${quoted(path)})`, { status: 404 })

/** A part of the Assistants API that this server leaves out. The text must not read as that of an unknown thread. */
export const notServed = (method: string, path: string, what: string) =>
  new WireError(
    `Invalid URL (${method} ${quoted(path)}). This server has no ${what}: of the Assistants API, it serves ` +
      'threads alone.',
    { status: 404 },
  )

export const methodNotAllowed = (method: string, path: string, allow: string) =>
  new WireError(`Not allowed to ${method} on ${quoted(path)}. The methods allowed are: ${allow}.`, {
    status: 405,
    code: 'method_not_supported',
    headers: { allow },
  })

export const wrongPrefix = (param: string, id: string, prefix: string) =>
  new WireError(`Invalid '${param}': '${quoted(id)}'. Expected an ID that begins with '${prefix}'.`, {
    param,
    code: 'invalid_value',
  })

export const illegalId = (param: string, id: string, limit: number) =>
  new WireError(
    `Invalid '${param}': '${quoted(id)}'. Expected an ID of 1 to ${limit} letters, digits, '_' and '-' that is not ` +
      "'runs'.",
    { param, code: 'invalid_value' },
  )

export const threadExists = (id: string) =>
  new WireError(`There is another thread with id '${id}': its metadata or tool resources differ.`, {
    status: 409,
    param: 'id',
    code: 'thread_exists',
  })

export const invalidValue = (param: string, expected: string, came: string) =>
  new WireError(`Invalid '${param}': expected ${expected}, but got '${quoted(came)}' instead.`, {
    param,
    code: 'invalid_value',
  })

export const searchTooLarge = () =>
  new WireError(
    'Too many threads have one of these pairs and not the others. Filter by fewer, or by others.',
    {
      param: 'metadata',
      code: 'search_too_large',
    },
  )

export const bodyTooLarge = (limit: number) =>
  new WireError(`The body of the request is too large. Expected at most ${limit} bytes.`, {
    status: 413,
    code: 'request_too_large',
  })

export const bodyNotJson = () =>
  new WireError(
    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP " +
      'library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)',
  )

export const unsupportedContentType = (came: string) =>
  new WireError(
    `Unsupported content type: '${quoted(came)}'. This API method only accepts 'application/json' requests, but ` +
      `you specified the header 'Content-Type: ${quoted(came)}'. Please try again with a supported content type.`,
    { code: 'unsupported_content_type' },
  )

export const unsupportedContentEncoding = (came: string) =>
  new WireError(`Unsupported content encoding: '${came}'. Please send the body as it is.`, {
    status: 415,
    code: 'unsupported_content_encoding',
    headers: { 'accept-encoding': 'identity' },
  })

export const bodyAlreadyRead = (message: string) => new WireError(message)

export const unknownParameter = (param: string) =>
  new WireError(`Unknown parameter: '${quoted(param)}'.`, { param: quoted(param), code: 'unknown_parameter' })

export const unsupportedParameter = (param: string, advice: string) =>
  new WireError(`Unsupported parameter: '${param}'. ${advice}`, { param, code: 'unsupported_parameter' })

export const wrongType = (param: string | null, expected: string, came: unknown) =>
  new WireError(
    `Invalid type for ${param === null ? 'the request body' : `'${param}'`}: expected ${expected}, ` +
      `but got ${described(came)} instead.`,
    { param, code: 'invalid_type' },
  )

export const tooManyProperties = (param: string, limit: number, count: number) =>
  new WireError(
    `Invalid '${param}': too many properties. Expected an object with at most ${limit} properties, ` +
      `but got an object with ${count} properties instead.`,
    { param, code: 'object_above_max_properties' },
  )

export const nameTooLong = (param: string, name: string, limit: number, length: number) =>
  new WireError(
    `Invalid property name in '${param}': '${quoted(name)}' is too long. Expected a string with maximum length ` +
      `${limit}, but got a string with length ${length} instead.`,
    { param, code: 'property_name_above_max_length' },
  )

export const stringTooLong = (param: string, limit: number, length: number) =>
  new WireError(
    `Invalid '${param}': string too long. Expected a string with maximum length ${limit}, ` +
      `but got a string with length ${length} instead.`,
    { param, code: 'string_above_max_length' },
  )

export const emptyString = (param: string) =>
  new WireError(
    `Invalid '${param}': empty string. Expected a string with minimum length 1, but got an empty string instead.`,
    { param, code: 'empty_string' },
  )

export const arrayTooLong = (param: string, limit: number, length: number) =>
  new WireError(
    `Invalid '${param}': array too long. Expected an array with maximum length ${limit}, ` +
      `but got an array with length ${length} instead.`,
    { param, code: 'array_above_max_length' },
  )

/** A lone surrogate has no UTF-8 form, so it could not come back as it went in. */
export const notUnicode = (param: string, what: string) =>
  new WireError(`Invalid '${param}': ${what} is not valid Unicode, it holds half of a surrogate pair.`, {
    param,
    code: 'invalid_value',
  })

/** Any failure of ours. What happened is for the log, not for the client. */
export const serverError = () =>
  new WireError('The server had an error while processing your request.', {
    status: 500,
    type: 'server_error',
  })

/** The store was busy for too long. Nothing was done, and so a client may send the request again. */
export const serverBusy = () =>
  new WireError(
    'The server is busy: its database is locked, or cannot be reached. Nothing was done; try again.',
    {
      status: 503,
      type: 'server_error',
      code: 'server_busy',
    },
  )

/** What was asked for may have been done. OpenAI's clients do not send a request again that is answered like this. */
export const outcomeUnknown = () =>
  new WireError(
    'The server lost its database during the request, which may have been done. Read again to find out.',
    {
      status: 504,
      type: 'server_error',
      code: 'outcome_unknown',
      headers: { 'x-should-retry': 'false' },
    },
  )

/** A JSON value in the words in which the service speaks of its type. */
function described(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  switch (typeof value) {
    case 'string':
      return 'a string'
    case 'boolean':
      return 'a boolean'
    case 'number':
      return Number.isInteger(value) ? 'an integer' : 'a decimal'
    default:
      return 'an object'
  }
}
