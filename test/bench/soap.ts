import { deepStrictEqual } from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { duel, start, startGateway } from './duel.ts'
import type { Scenario } from './scenario.ts'
import { files, question } from './soap/registry.ts'

const path = '/v1/exchanges/bench-registry/registry.find'

/**
 * A question put to a SOAP service by an adapter with a WSDL (recorded before the call leaves, written, answer read, judged
 * and put in our words) against node-soap's own client behind a bare Fastify, which asks the same service the same by the
 * same WSDL. That both answer the same is proved first.
 */
export const soapScenario: Scenario = async (rounds, say) => {
  const stub = await start('./soap/stub.ts')
  const floor = await start('./soap/floor.ts', String(stub.port))
  const gateway = await startGateway({})
  try {
    await join(gateway, stub.port)
    const below = await ask(floor.port, '')
    const own = await ask(gateway.port, gateway.key)
    deepStrictEqual(own, below)
    const questions = { line: `POST ${path}`, bodies: [JSON.stringify(question)] }
    return await duel('soap', floor, gateway, questions, rounds, say)
  } finally {
    await gateway.stop()
    for (const { process } of [stub, floor]) process.kill()
  }
}

/** Registers and activates the adapter as an admin does. */
async function join({ url, admin }: Awaited<ReturnType<typeof startGateway>>, stub: number): Promise<void> {
  const call = async (method: string, where: string, token: string | undefined, body: object) => {
    const response = await fetch(`${url}/admin/v1${where}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new RangeError(`${method} ${where}: ${response.status} ${await response.text()}`)
    return (await response.json()) as { token?: string }
  }
  const logIn = () => call('POST', '/session', undefined, admin)
  // The first run's file is written a moment before its admin is made.
  const { token } = await logIn().catch(async () => {
    await setTimeout(2_000)
    return logIn()
  })
  await call('POST', '/adapters', token, { files })
  await call('PUT', '/adapters/bench-registry/settings', token, { baseUrl: `http://127.0.0.1:${stub}` })
  await call('POST', '/adapters/bench-registry/versions/1.0.0/activate', token, {})
}

async function ask(port: number, key: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(question),
  })
  const { answer } = (await response.json()) as { answer?: unknown }
  if (answer === undefined) throw new RangeError(`the question was answered ${response.status}`)
  return answer
}
