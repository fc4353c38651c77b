/** A response whose text is known, so that its length can be announced. */
export function textResponse(
  status: number,
  contentType: string,
  text: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(text, {
    status,
    headers: { 'content-type': contentType, 'content-length': String(Buffer.byteLength(text)), ...headers },
  })
}
