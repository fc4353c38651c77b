import type { AddressInfo } from 'node:net'
import { composeServices as composeByApollo } from '@apollo/composition'
import { composeServices as composeByHive } from '@theguild/federation-composition'
import { onTestFinished } from 'vitest'
import { serveApollo } from '../readme/apollo.ts'
import { createHive } from '../readme/hive.ts'
import { composeSupergraph, describeSubgraph } from '../readme/supergraph.ts'

/** Subgraphs by name, each with its endpoint. */
export type Endpoints = Record<string, string>

interface Composition {
  supergraph?: string | undefined
  /** Codes of what is wrong. */
  errors: unknown[]
}

async function describeAll(endpoints: Endpoints) {
  return Promise.all(Object.entries(endpoints).map(([name, url]) => describeSubgraph(name, url)))
}

/** Both composers, each given what the servers say of themselves. */
export const composers: { name: string; compose: (endpoints: Endpoints) => Promise<Composition> }[] = [
  {
    name: '@apollo/composition',
    async compose(endpoints) {
      const { supergraphSdl, errors = [] } = composeByApollo(await describeAll(endpoints))
      return { supergraph: supergraphSdl, errors: errors.map(({ extensions }) => extensions['code']) }
    },
  },
  {
    name: '@theguild/federation-composition',
    async compose(endpoints) {
      const { supergraphSdl, errors = [] } = composeByHive(await describeAll(endpoints))
      return { supergraph: supergraphSdl, errors: errors.map(({ extensions }) => extensions['code']) }
    },
  },
]

/** Serves a supergraph by Apollo's gateway until the test is over. Resolves to its endpoint. */
export async function serveByApollo(endpoints: Endpoints): Promise<string> {
  const { url, close } = await serveApollo(await composeSupergraph(endpoints), 0)
  onTestFinished(close)
  return url
}

/** As `serveByApollo`, by Hive's. */
export async function serveByHive(endpoints: Endpoints): Promise<string> {
  const server = createHive(await composeSupergraph(endpoints))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
}

/** Both gateways. */
export const gateways: { name: string; serve: (endpoints: Endpoints) => Promise<string> }[] = [
  { name: '@apollo/gateway', serve: serveByApollo },
  { name: '@graphql-hive/gateway-runtime', serve: serveByHive },
]
