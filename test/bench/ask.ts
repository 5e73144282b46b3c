import { sampleDossier } from '../../src/sandbox/province/sample.ts'
import { connections, duel, type Questions, start, startGateway } from './duel.ts'
import type { Scenario } from './scenario.ts'

const dossiers = 100
const subject = { personalId: '000000000001', name: 'Nguyễn Văn Mẫu', birth: '1990-01-01' }

/**
 * `POST /v1/citizens:verify` through the gateway role (dossier looked up, access record committed before the call, question
 * encoded, answer judged and read) against a bare Fastify + Ajv + undici that forwards the same questions to the same stub.
 */
export const askScenario: Scenario = async (rounds, say) => {
  const stub = await start('./ask-stub.ts')
  const floor = await start('./ask-floor.ts', String(stub.port))
  const gateway = await startGateway(settingsFor(stub.port))
  try {
    return await duel('ask', floor, gateway, await questions(gateway), rounds, say)
  } finally {
    await gateway.stop()
    for (const { process } of [stub, floor]) process.kill()
  }
}

/** No limit of the gateway's is what is measured. */
function settingsFor(stub: number): object {
  const many = 10_000_000
  const pace = { officerPerMinute: many, unitPerMinute: many, perMinute: many }
  return {
    population: { ...pace, officeFrom: 0, officeTo: 24 },
    adapters: {
      'population-lgsp': {
        baseUrl: `http://127.0.0.1:${stub}`,
        tokenUrl: `http://127.0.0.1:${stub}/token`,
        clientId: 'bench',
        clientSecret: 'bench-secret',
        concurrency: connections,
      },
    },
  }
}

/** Questions of as many officers as there are dossiers. */
async function questions({ port, key }: { port: number; key: string }): Promise<Questions> {
  const { dossier } = sampleDossier(new Date())
  const bodies: string[] = []
  for (let number = 0; number < dossiers; number++) {
    const code = `H99.05-261122-9${String(number).padStart(4, '0')}`
    const applicant = {
      ...dossier.applicant,
      identities: [{ type: 'personal-id', number: subject.personalId }],
    }
    const { status } = await fetch(`http://127.0.0.1:${port}/v1/dossiers/${code}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...dossier, applicant }),
    })
    if (status !== 202) throw new RangeError(`a dossier was answered ${status}`)
    const officer = { id: String(1000 + number).padStart(12, '0'), account: `canbo.${number}` }
    const question = { officer, unit: { code: 'H99.05' }, procedure: { code: '2.900452' }, dossier: code }
    bodies.push(JSON.stringify({ ...question, purpose: 'Kiểm tra nhân thân chủ hồ sơ', subject }))
  }
  return { line: 'POST /v1/citizens:verify', bodies }
}
