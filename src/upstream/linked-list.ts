/** A place in a list. */
export interface ListItem {
  previous: ListItem | undefined
  next: ListItem | undefined
}

/**
 * A list that adds at its end and removes anywhere, each in constant time. A `Set` keeps an order as well, but to find
 * its first entry it walks over all that were removed before.
 */
export class LinkedList<Item extends ListItem> {
  first: Item | undefined
  last: Item | undefined

  /** @param item in no list. */
  push(item: Item): void {
    item.previous = this.last
    if (this.last) this.last.next = item
    else this.first = item
    this.last = item
  }

  /** @param item in this list. */
  remove(item: Item): void {
    // All items of a list are of one kind.
    const previous = item.previous as Item | undefined
    const next = item.next as Item | undefined
    if (previous) previous.next = next
    else this.first = next
    if (next) next.previous = previous
    else this.last = previous
    item.previous = undefined
    item.next = undefined
  }
}
