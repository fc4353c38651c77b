import { createServer } from 'node:http'
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'

export function createHive(supergraph: string) {
  const gateway = createGatewayRuntime({
    supergraph,
    // The caller's key goes along with each request.
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => {
        const authorization = request.headers.get('authorization')
        return authorization ? { authorization } : undefined
      },
    },
    maskedErrors: false, // the errors have codes and nothing that is not for callers
  })
  return createServer(gateway)
}
