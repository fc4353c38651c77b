import { APIConnectionError, APIUserAbortError } from 'openai'
import { credentialsIn } from '../core/bearer.ts'
import type { DisconnectSignal } from '../core/request-context.ts'
import { OpenAI, type UpstreamFetch } from './client.ts'
import { readJson } from './decode.ts'
import { type CallKind, type Subject, upstreamFailure } from './failure.ts'
import { ReadBatch } from './read-batch.ts'

/** One call of the client: which method, with what. It calls the client at once, and only once. */
export type Call = (client: OpenAI) => { asResponse(): Promise<Response> }

/** Who asks, for one request of ours. */
export interface Caller {
  /** `Bearer` and the key that goes upstream; null sends none. */
  authorization: string | null
  /** The header that carries the key, in lower case. Default: `authorization`, with the scheme. */
  keyHeader?: string | undefined
  /** Aborted when the client disconnects. */
  signal: DisconnectSignal
  /** Whose turn a call takes where many wait for the upstream. Default: that of all with the same `authorization`. */
  queueKey?: string
  /** Passed upstream as `x-request-id`. */
  requestId?: string
  /** Watches each call. */
  onCall?: (kind: CallKind) => CallObserver
  /** Told that the upstream has kept something else than was sent. Default: nobody is. */
  onDifference?: (what: string) => void
}

/** One call as its watcher sees it. */
export interface CallObserver {
  /** Sent along, to tell the upstream of a trace. */
  headers: Record<string, string>
  /** The call is over, with a code where it failed. */
  end: (code: string | undefined) => void
}

/** The upstream on behalf of one caller. Every failure is an error with a code. */
export interface Upstream {
  /** Tells callers apart; callers without a credential are one. */
  caller: string
  /**
   * May be sent more than once; is given up when the client disconnects.
   *
   * @param id what the path of the call ends in, where it is about one thing: a 404 then says that there is none.
   */
  read: <T>(call: Call, decode: (json: unknown) => T, id?: string) => Promise<T>
  /**
   * A read for each of these ids, under one deadline, and as many at a time as the upstream takes. One that fails is an
   * error in its place; it does not reject.
   */
  readEach: <T>(
    ids: readonly string[],
    call: (id: string) => Call,
    decode: (json: unknown, id: string) => T,
  ) => Promise<(T | Error)[]>
  /** Is sent at most once, and finishes even when the client disconnects. */
  mutate: <T>(call: Call, decode: (json: unknown) => T, id?: string) => Promise<T>
  /** To be called where it has kept something else than was sent, with the name of that. */
  onDifference: (what: string) => void
}

interface ClientSettings {
  baseURL: string
  fetch: UpstreamFetch
  /** Sent with each call, as OpenAI's API knows them. Default: none. */
  organization?: string | undefined
  project?: string | undefined
  /** Query parameters of each call. Default: none. */
  query?: Readonly<Record<string, string>> | undefined
  /** Further headers of each call, by names in lower case; null takes one away. Default: none. */
  headers?: Readonly<Record<string, string | null>> | undefined
}

/**
 * What the client would tell with each call of the machine that it runs on. No upstream needs it, and it is most of
 * what there is to send.
 */
const suppressedHeaders = Object.fromEntries(
  ['arch', 'lang', 'os', 'package-version', 'retry-count', 'runtime', 'runtime-version', 'timeout'].map(
    (name) => [`x-stainless-${name}`, null],
  ),
)

/**
 * The one `openai` client of a configuration.
 *
 * Retries and deadlines are the transport's, so the client's own are off. What it would read from the
 * process environment is set here, so that it depends on the configuration alone.
 */
export function createClient(settings: ClientSettings): OpenAI {
  const { baseURL, fetch, organization = null, project = null, query, headers = {} } = settings
  return new OpenAI({
    baseURL,
    fetch,
    // The client insists on a key; this one is never sent, since each call says what to send instead.
    apiKey: 'none',
    adminAPIKey: null,
    organization,
    project,
    webhookSecret: null,
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    defaultQuery: query,
    defaultHeaders: { ...suppressedHeaders, ...headers },
    secrets: [...Object.values(headers), ...Object.values(query ?? {})].flatMap(secretsIn),
    suppressed: Object.keys(headers).filter((name) => headers[name] === null),
  })
}

/** Characters from which on a value may be a secret: shorter ones are versions and names of teams. */
const MIN_SECRET_LENGTH = 8

/** What of a header or a parameter may be a secret: its words. */
function secretsIn(value: string | null): string[] {
  return (value ?? '').split(/\s+/).filter(({ length }) => length >= MIN_SECRET_LENGTH)
}

/** The upstream as one caller sees it, for calls about one kind of thing. */
export function upstreamFor(client: OpenAI, caller: Caller, subject: Subject): Upstream {
  const { authorization, keyHeader, signal, requestId, onCall, onDifference = () => {} } = caller
  const { queueKey = authorization ?? '' } = caller
  const key = authorization === null ? null : credentialsIn(authorization)
  // An upstream that says them back must not have them passed on.
  const secrets = key ? [key, ...client.secrets] : client.secrets
  const callerHeaders = {
    authorization: keyHeader === undefined ? authorization : null,
    ...(keyHeader !== undefined && { [keyHeader]: key }),
    ...(requestId !== undefined && { 'x-request-id': requestId }),
  }

  async function send<T>(
    { kind, id, batch }: { kind: CallKind; id?: string | undefined; batch?: ReadBatch },
    call: Call,
    decode: (json: unknown) => T,
  ): Promise<T> {
    const watched = onCall?.(kind)
    const headers = { ...callerHeaders, ...watched?.headers }
    let code: string | undefined
    let response: Response | undefined
    try {
      const scope = { headers, caller: queueKey, batch, signal: kind === 'read' ? signal : undefined }
      response = await client.withScope(scope, call).asResponse()
      return decode(await readJson(response))
    } catch (error) {
      const failure = upstreamFailure(error, { kind, subject, id, response, secrets })
      code = String(failure?.extensions['code'] ?? 'INTERNAL_SERVER_ERROR')
      throw failure ?? error
    } finally {
      watched?.end(code)
    }
  }

  async function readEach<T>(
    ids: readonly string[],
    call: (id: string) => Call,
    decode: (json: unknown, id: string) => T,
  ): Promise<(T | Error)[]> {
    const [only] = ids
    if (only !== undefined && ids.length === 1)
      return [await send({ kind: 'read', id: only }, call(only), (json) => decode(json, only)).catch(asError)]
    const batch = new ReadBatch()
    const results: (T | Error)[] = []
    const begun = await batch.run(ids, async (id, index) => {
      try {
        results[index] = await send({ kind: 'read', id, batch }, call(id), (json) => decode(json, id))
      } catch (error) {
        results[index] = asError(error)
      }
    })
    if (begun === ids.length) return results
    // One error for all that did not begin: there may be hundreds, and there is no more to say of any.
    const cause = signal.aborted ? new APIUserAbortError() : new APIConnectionError({ cause: batch.refusal })
    const failure = asError(upstreamFailure(cause, { kind: 'read', subject }) ?? batch.refusal)
    return ids.map((_, index) => (index < begun ? (results[index] ?? failure) : failure))
  }

  return {
    caller: queueKey,
    read: (call, decode, id) => send({ kind: 'read', id }, call, decode),
    readEach,
    mutate: (call, decode, id) => send({ kind: 'mutation', id }, call, decode),
    onDifference,
  }
}

function asError(error: unknown): Error {
  return error instanceof Error
    ? error
    : new Error('a read threw something that is no error', { cause: error })
}
