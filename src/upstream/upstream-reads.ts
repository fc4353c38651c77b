/**
 * What a query field reads upstream, said on the field (`extensions: { upstreamReads }`), so that the cost of an
 * operation is known before it runs.
 */
export interface UpstreamReads<Args = Record<string, unknown>> {
  /** The most reads that it can cause. */
  most: number
  /** The ids that it reads, for its coerced arguments. */
  ids: (args: Args) => readonly unknown[]
}
