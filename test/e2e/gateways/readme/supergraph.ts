import { composeServices } from '@theguild/federation-composition'
import { parse } from 'graphql'

/** A subgraph as its server describes it. */
export async function describeSubgraph(name: string, url: string) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  })
  const { data } = await response.json()
  return { name, url, typeDefs: parse(data._service.sdl) }
}

/** The supergraph of these endpoints, each under its name. */
export async function composeSupergraph(endpoints: Record<string, string>): Promise<string> {
  const subgraphs = Object.entries(endpoints).map(([name, url]) => describeSubgraph(name, url))
  const { supergraphSdl, errors } = composeServices(await Promise.all(subgraphs))
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'))
  return supergraphSdl
}
