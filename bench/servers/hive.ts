/** Hive Gateway over the OpenAPI description of the resource, composed as its documentation says. */
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'
import { getComposedSchemaFromConfig } from '@graphql-mesh/compose-cli'
import { DefaultLogger } from '@graphql-mesh/utils'
import { loadOpenAPISubgraph } from '@omnigraph/openapi'

const supergraph = await getComposedSchemaFromConfig(
  {
    subgraphs: [
      {
        sourceHandler: loadOpenAPISubgraph('threads', {
          source: fileURLToPath(new URL('threads.openapi.yaml', import.meta.url)),
          endpoint: process.env['OPENAI_BASE_URL'] ?? '',
          operationHeaders: { authorization: `Bearer ${process.env['OPENAI_API_KEY']}` },
        }),
      },
    ],
  },
  new DefaultLogger(),
)
const gateway = createGatewayRuntime({ supergraph })
createServer(gateway).listen(Number(process.env['PORT']), '127.0.0.1')
