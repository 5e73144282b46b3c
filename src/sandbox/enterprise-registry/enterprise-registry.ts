import type { FastifyInstance } from 'fastify'
import { clientCredentials } from '../client-credentials.ts'
import type { MakePlatform } from '../platform.ts'

const basic = `Basic ${Buffer.from('sandbox:sandbox-secret').toString('base64')}`
const token = 'sandbox-token'

/** Of the reference's own example, and one with what varies: Status as a number, one activity outside of a list. */
const enterprises: Readonly<Record<string, object>> = {
  '9900000023': {
    MainInformation: {
      ...{ ENTERPRISE_ID: 1, ENTERPRISE_GDT_CODE: '9900000023', ENTERPRISE_TYPE_NAME: 'Công ty TNHH' },
      ...{ NAME: 'CÔNG TY TNHH MẪU', FOUNDING_DATE: '01/02/2020', ENTERPRISE_STATUS: '1' },
      LEGAL_NAMES: 'Trần Thị Mẫu',
    },
    HOAdress: { CityName: 'Tỉnh Mẫu', AddressFullText: 'Số 1, xã Mẫu, Tỉnh Mẫu' },
    ...{ DataCount: 1, Status: '1', Message: 'success' },
  },
  '9900000031': {
    MainInformation: { ENTERPRISE_ID: '2', ENTERPRISE_GDT_CODE: '9900000031', NAME: 'HỢP TÁC XÃ MẪU' },
    BusinessActivity: { CODE: '0111', NAME: 'Trồng lúa', IS_MAIN: 'Y' },
    ...{ DataCount: 1, Status: 1, Message: 'success' },
  },
}

/** The business registration database behind NGSP: a token, one enterprise by its number. It remembers counts only. */
export const enterpriseRegistry: MakePlatform = () => {
  const seen = { found: 0, none: 0 }
  return {
    name: 'enterprise-registry',
    routes: app => routes(app, seen),
    state: () => ({ ...seen }),
    reset() {
      seen.found = 0
      seen.none = 0
    },
  }
}

async function routes(app: FastifyInstance, seen: { found: number; none: number }): Promise<void> {
  clientCredentials(app, { basic, token, scope: 'am_application_scope default' })
  app.addHook('preHandler', async (request, reply) => {
    if (request.url.endsWith('/token') || request.headers.authorization === `Bearer ${token}`) return
    return reply.code(401).send({ fault: { code: 900901, message: 'Invalid Credentials' } })
  })
  app.get<{ Querystring: { msdn?: string } }>(
    '/apiCSDLDKDN/1.0/chiTietDoanhNghiep',
    async ({ query: { msdn = '' } }) => {
      if (!/^\d{10}(-\d{3})?$/.test(msdn)) return { Status: '0', Message: 'msdn' }
      const enterprise = Object.hasOwn(enterprises, msdn) ? enterprises[msdn] : undefined
      seen[enterprise === undefined ? 'none' : 'found'] += 1
      return enterprise ?? { DataCount: 0, Status: '1', Message: 'success' }
    },
  )
}
