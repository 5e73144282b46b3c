import { isMembers } from '../members.ts'
import type { MakePlatform } from '../platform.ts'
import { PopulationDatabase } from './database.ts'
import { lgspRoutes } from './lgsp.ts'
import { soapRoutes } from './soap.ts'

/**
 * The national population database: SOAP with a digest (`/soap`), the same inside X-Road REST (`/r1/…`), and an LGSP's
 * REST in front of it (`/token`, `/lgsp/…`).
 */
export const population: MakePlatform = ({ now }) => {
  const database = new PopulationDatabase()
  return {
    name: 'population',
    async routes(app) {
      await app.register(soapRoutes, { database, now })
      await app.register(lgspRoutes, { database })
    },
    /** `PUT /population/_dial {"crossed": 2, "oldCodes": true}`: what no fault of the shell can play. */
    async pages(app) {
      app.put('/_dial', async request => {
        const { body } = request
        if (isMembers(body) && typeof body.crossed === 'number') database.crossed = body.crossed
        if (isMembers(body) && typeof body.twins === 'number') database.twins = body.twins
        if (isMembers(body) && typeof body.oldCodes === 'boolean') database.oldCodes = body.oldCodes
        return { crossed: database.crossed, twins: database.twins, oldCodes: database.oldCodes }
      })
    },
    state: () => ({ answered: { ...database.counts }, crossed: database.crossed }),
    reset: () => database.reset(),
  }
}
