/** What a thread is known to hold: the number of its last write, or null where it was deleted. */
export type Content = number | null

/** Remembers what writers were told, to be held against what is there. */
export class Ledger {
  /** Writes that were reported as done. */
  acknowledged = 0
  /** What a thread may hold: its last acknowledged content, and what was asked for after that without a response. */
  readonly #possible = new Map<string, Set<Content>>()
  #touched = new Set<string>()
  #numbers = 0

  /** A number that no other write has. */
  nextNumber(): number {
    return ++this.#numbers
  }

  /** A thread was created, as it was answered. */
  created(id: string, content: Content): void {
    this.acknowledged++
    this.#possible.set(id, new Set([content]))
    this.#touched.add(id)
  }

  /** A write of this thread is sent. A thread has one writer, which waits for each answer. */
  attempt(id: string, content: Content): void {
    this.#possible.get(id)?.add(content)
    this.#touched.add(id)
  }

  /** The attempt was answered as done. */
  done(id: string, content: Content): void {
    this.acknowledged++
    this.#possible.set(id, new Set([content]))
  }

  /** The attempt was answered as not done. */
  refused(id: string, content: Content): void {
    this.#possible.get(id)?.delete(content)
  }

  /** Every thread there ever was. */
  all(): string[] {
    return [...this.#possible.keys()]
  }

  /** The threads written to since this was last asked. */
  takeTouched(): string[] {
    const touched = [...this.#touched]
    this.#touched = new Set()
    return touched
  }

  /** Whether a thread may hold this. */
  allows(id: string, found: Content): boolean {
    return this.#possible.get(id)?.has(found) === true
  }

  /** The same, where nothing is under way any more: what the thread holds is its content from then on. */
  settle(id: string, found: Content): boolean {
    const allowed = this.allows(id, found)
    if (allowed) this.#possible.set(id, new Set([found]))
    return allowed
  }
}
