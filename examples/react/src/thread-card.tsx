import { useEffect, useRef } from 'react'
import type { ShownThreadFragment as Thread } from './gql/graphql.ts'

/** A thread as the cache has it: what is being saved is there at once, and gone again if it fails. */
export function ThreadCard({ thread, saving }: { thread: Thread; saving: boolean }) {
  const { id, createdAt, metadata, toolResources } = thread
  const heading = useRef<HTMLHeadingElement>(null)

  // Who opened it from a field or a button goes on from here; a page that has just been loaded is left alone.
  useEffect(() => {
    if (document.activeElement !== document.body) heading.current?.focus()
  }, [])

  const pairs = Object.entries(metadata ?? {})
  return (
    <section className="card thread" aria-labelledby="thread" aria-busy={saving}>
      <h2 id="thread" ref={heading} tabIndex={-1}>
        {id}
      </h2>
      <p className="quiet">
        Created <time dateTime={createdAt}>{new Date(createdAt).toLocaleString()}</time>
      </p>
      <h3>Metadata</h3>
      {pairs.length > 0 ? (
        <dl>
          {pairs.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="quiet">None</p>
      )}
      <Ids title="Files" ids={toolResources?.codeInterpreter?.fileIds} />
      <Ids title="Vector stores" ids={toolResources?.fileSearch?.vectorStoreIds} />
    </section>
  )
}

function Ids({ title, ids = [] }: { title: string; ids: string[] | undefined }) {
  if (ids.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul className="ids">
        {[...new Set(ids)].map((id) => (
          <li key={id}>{id}</li>
        ))}
      </ul>
    </>
  )
}
