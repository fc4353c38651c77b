import { type DocumentNode, type FragmentDefinitionNode, Kind } from 'graphql'

const known = new WeakMap<DocumentNode, Map<string, FragmentDefinitionNode>>()

/** The fragment of this name in a document; each document is searched once. */
export function fragmentOf(document: DocumentNode, name: string): FragmentDefinitionNode | undefined {
  let fragments = known.get(document)
  if (!fragments) {
    fragments = new Map()
    for (const it of document.definitions) {
      if (it.kind === Kind.FRAGMENT_DEFINITION) fragments.set(it.name.value, it)
    }
    known.set(document, fragments)
  }
  return fragments.get(name)
}
