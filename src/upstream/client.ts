import Client, { type APIError } from 'openai'

/**
 * The client, made to survive every error body. Named like its parent: the name goes out as its `User-Agent`.
 */
export class OpenAI extends Client {
  protected override makeStatusError(
    status: number,
    error: object,
    message: string | undefined,
    headers: Headers,
  ): APIError {
    try {
      return super.makeStatusError(status, error, message, headers)
    } catch {
      // It writes the body into the message; where that is nested some thousand levels, the stack overflows.
      return super.makeStatusError(status, {}, undefined, headers)
    }
  }
}
