/**
 * An iterator over the results of a function, in the order of the values. It ends when the other does, and ends the
 * other when it is ended, also while a value is waited for: an async generator would wait for that value first.
 *
 * @param onError makes the error that is thrown of the one that the iterator threw. Default: the same.
 */
export function mapIterator<T, U>(
  iterator: AsyncIterator<T>,
  map: (value: T) => U | Promise<U>,
  onError: (error: unknown) => unknown = (error) => error,
): AsyncIterableIterator<U> {
  return {
    async next() {
      let result: IteratorResult<T>
      try {
        result = await iterator.next()
      } catch (error) {
        throw onError(error)
      }
      return result.done ? { done: true, value: undefined } : { done: false, value: await map(result.value) }
    },
    async return() {
      await iterator.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
