import { describe } from 'vitest'
import { createGateway } from '../../samples/gateway/stitching.ts'
import { describeSubscriptions } from '../../support/gateway/subscriptions-contract.ts'
import { serveHttp } from '../../support/gateway/users.ts'

describe('through a gateway that stitches', () => {
  describeSubscriptions(async (endpoints) => {
    const gateway = await createGateway(Object.values(endpoints))
    return `${await serveHttp(gateway)}/graphql`
  })
})
