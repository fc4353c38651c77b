import type { Socket } from 'node:net'

/** The part of undici's parser that is looked at here. */
interface Parser {
  onHeadersComplete: (status: number, upgrade: boolean, shouldKeepAlive: boolean) => number
}

/**
 * Has undici take a `100 Continue` that nobody asked for as any other interim response, and skip it: "A client MUST be
 * able to parse one or more 1xx responses received prior to a final response, even if the client does not expect one"
 * (https://www.rfc-editor.org/rfc/rfc9110#section-15.2). By itself it skips 102 and 103, but closes the connection at
 * a 100, and has no option for that. So its parser is told 102 instead.
 *
 * With a version of undici whose parser is elsewhere, this does nothing.
 *
 * @param socket one that undici has just taken.
 */
export function acceptContinue(socket: Socket): void {
  const parser = parserOf(socket)
  if (!parser) return
  const { onHeadersComplete } = parser
  parser.onHeadersComplete = (status, upgrade, shouldKeepAlive) =>
    onHeadersComplete.call(parser, status === 100 ? 102 : status, upgrade, shouldKeepAlive)
}

function parserOf(socket: Socket): Parser | undefined {
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    const value: unknown = Reflect.get(socket, symbol)
    if (isParser(value)) return value
  }
  return undefined
}

function isParser(value: unknown): value is Parser {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'onHeadersComplete') === 'function'
  )
}
