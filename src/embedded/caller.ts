/** Who asks, where another part has found that out. */
export interface EmbeddedCaller {
  /** `Bearer` and the key that stands for the caller; in place of the request's own `Authorization`. */
  authorization: string | null
  /** Names the request in place of its own `x-request-id`. */
  requestId: string
}

/** What hono hands to each route. */
export interface EmbeddedEnv {
  Bindings: { caller?: EmbeddedCaller | undefined }
  /** Whose threads the request may see. */
  Variables: { tenant: string }
}
