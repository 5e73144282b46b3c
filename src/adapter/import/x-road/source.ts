import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { Fault } from '../../../errors/fault.ts'
import { Beside, only } from '../beside.ts'
import type { Draft } from '../draft.ts'
import { parseText } from '../openapi/document.ts'
import { readApi } from '../openapi/draft.ts'
import { refuse } from '../refuse.ts'
import { openRemote } from '../remote.ts'
import { readWsdl } from '../wsdl/draft.ts'
import { type DescribedService, draftFromServices } from './draft.ts'
import { type ListedService, readMethods } from './methods.ts'
import { openServer } from './server.ts'

export interface XRoadOptions {
  readonly operations: readonly string[]
  readonly client?: string | undefined
  readonly allowedNetworks?: readonly string[]
}

/** Descriptions that are fetched; a subsystem with more services is imported by --operation. */
const mostFetched = 30

/** @param from `x-road:<folder of saved answers>` or `x-road:http(s)://server/INST/CLASS/MEMBER/SUBSYSTEM` */
export function draftFromXRoad(from: string, options: XRoadOptions): Promise<Draft> {
  const place = from.slice('x-road:'.length)
  return /^https?:\/\//i.test(place)
    ? fromServer(from, place, options)
    : fromFolder(from, resolve(place), options)
}

/**
 * Saved answers: `listMethods.json`, and beside it `<serviceCode>.json|yaml|yml` (getOpenAPI) and `<serviceCode>.wsdl`
 * (getWsdl).
 */
async function fromFolder(from: string, folder: string, { operations }: XRoadOptions): Promise<Draft> {
  const beside = new Beside(folder)
  const listed = ['listMethods.json', 'allowedMethods.json'].map(file => [file, beside.get(file)] as const)
  const [file, text] = listed.find(([, found]) => found !== undefined) ?? []
  if (file === undefined || text === undefined)
    throw refuse(from, 'listMethods.json (the answer of listMethods) is not in the folder')
  const names = readdirSync(folder)
  const described = await Promise.all(
    chosen(readMethods(parseText(from, file, text)), operations).map(
      async (service): Promise<DescribedService> => {
        const found = (endings: readonly string[]) =>
          endings.map(ending => `${service.code}.${ending}`).find(name => names.includes(name))
        return describe(service, async () => {
          const name = found(service.soap ? ['wsdl', 'xml'] : ['json', 'yaml', 'yml'])
          if (name === undefined) return { service }
          if (service.soap) return { service, wsdl: await readWsdl(from, name, beside) }
          return { service, api: readApi(from, name, beside, []) }
        })
      },
    ),
  )
  return draftFromServices(from, described, operations)
}

async function fromServer(from: string, place: string, options: XRoadOptions): Promise<Draft> {
  if (!URL.canParse(place)) throw refuse(from, 'it is no address')
  const url = new URL(place)
  if (options.client === undefined)
    throw refuse(from, 'say who asks: --client INST/CLASS/MEMBER/SUBSYSTEM of our own system')
  const remote = openRemote(url.origin, options.allowedNetworks ?? [])
  try {
    const provider = url.pathname.split('/').filter(Boolean).slice(-4).join('/')
    const server = openServer(from, new URL(url.origin), provider, options.client, remote)
    const services = chosen(await server.services(), options.operations).slice(0, mostFetched)
    const described: DescribedService[] = []
    for (const service of services) {
      described.push(
        await describe(service, async () => {
          if (!service.soap)
            return {
              service,
              api: readApi(from, service.code, only([[service.code, await server.openApi(service)]]), []),
            }
          const wsdl = await server.wsdl(service)
          return { service, wsdl: await readWsdl(from, 'service.wsdl', only([['service.wsdl', wsdl]])) }
        }),
      )
    }
    return draftFromServices(from, described, options.operations)
  } finally {
    await remote.close()
  }
}

/**
 * Services that the names of operations speak of: `code` or `code/operation`. The bare name of an operation may be of
 * any of them, which only their descriptions tell.
 */
function chosen(services: readonly ListedService[], operations: readonly string[]): readonly ListedService[] {
  const speaksOf = (name: string, { code }: ListedService) => name === code || name.startsWith(`${code}/`)
  const bare = operations.some(name => !services.some(service => speaksOf(name, service)))
  if (operations.length === 0 || bare) return services
  return services.filter(service => operations.some(name => speaksOf(name, service)))
}

/** A service whose description cannot be read is told of, and does not keep the others from being imported. */
async function describe(
  service: ListedService,
  work: () => Promise<DescribedService>,
): Promise<DescribedService> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Fault && error.code === 'import-refused')
      return { service, without: String(error.params.reason) }
    throw error
  }
}
