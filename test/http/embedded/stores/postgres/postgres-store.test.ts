import { testChanges, testSharedChanges } from '../../../../support/embedded/stores/changes-contract.ts'
import { testStore } from '../../../../support/embedded/stores/contract.ts'
import { testDurableStore } from '../../../../support/embedded/stores/durable-contract.ts'
import { testFinding } from '../../../../support/embedded/stores/find-contract.ts'
import { newPlace } from '../../../../support/postgres/place.ts'
import { startPostgres } from '../../../../support/postgres/server.ts'

const server = await startPostgres()
const place = () => newPlace(server)

testStore('postgres:', place)
testFinding('postgres:', place)
testDurableStore('postgres:', place)
testChanges('postgres:', place)
testSharedChanges('postgres:', place)
