import { describe, expect, it } from 'vitest'
import { serveThreads } from '../../support/gateway/served-threads.ts'
import { describeSubscriptions } from '../../support/gateway/subscriptions-contract.ts'
import { serveUsers } from '../../support/gateway/users.ts'
import { serveByApollo, serveByHive } from './support/gateways.ts'

describe('through @graphql-hive/gateway-runtime', () => {
  describeSubscriptions(serveByHive)
})

describe('through @apollo/gateway', () => {
  /** What the gateway responds to a subscription. */
  async function subscribe(accept: string) {
    const { endpoint, operations } = await serveThreads([])
    const url = await serveByApollo({ threads: endpoint, users: await serveUsers([]) })
    operations.splice(0)
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept, 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'subscription { threadChanges { id } }' }),
    })
    const { errors } = await response.json()
    return { status: response.status, errors, operations }
  }

  it('a subscription is refused, and nothing is sent to the server', async () => {
    expect(await subscribe('application/json')).toEqual({
      status: 500,
      errors: [
        {
          message: 'Execution of subscriptions not supported by gateway',
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ],
      operations: [],
    })
  })

  it('Server-Sent Events are refused', async () => {
    expect(await subscribe('text/event-stream')).toMatchObject({
      status: 406,
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
      operations: [],
    })
  })
})
