import { type Draft, type OperationDraft, type Skipped, soundsLikeAsking } from '../draft.ts'
import { kebab, oneLine } from '../names.ts'
import { type ApiContents, settingsOf } from '../openapi/draft.ts'
import { refuse } from '../refuse.ts'
import { commonSettings, textSetting } from '../settings.ts'
import { emptyObject } from '../shape.ts'
import { answerOf, messageShape, type WsdlContents } from '../wsdl/draft.ts'
import type { ListedService } from './methods.ts'

/** A service with what describes its messages. */
export interface DescribedService {
  readonly service: ListedService
  /** Of a REST service, where its OpenAPI document is at hand. */
  readonly api?: ApiContents
  /** Of a SOAP service, where its WSDL is at hand. */
  readonly wsdl?: WsdlContents
  /** Why there is no description. */
  readonly without?: string
}

const settings = {
  ...commonSettings,
  client: textSetting(
    'Hệ thống của ta trên X-Road / our X-Road client, INST/CLASS/MEMBER/SUBSYSTEM',
    'VN-TEST/GOV/H99/MOTCUA',
  ),
}

/**
 * An adapter for services of one subsystem. REST and SOAP services are two transports and so two adapters: REST comes
 * first, unless only SOAP services were chosen.
 * @throws Fault `import-refused`
 */
export function draftFromServices(
  source: string,
  services: readonly DescribedService[],
  wanted: readonly string[],
): Draft {
  const [first] = services
  if (first === undefined) throw refuse(source, 'it lists no services')
  const rest = services.filter(({ service }) => !service.soap)
  const soap = services.filter(({ service }) => service.soap)
  const skipped: Skipped[] = services.flatMap(({ service, without }) =>
    without === undefined || !service.soap ? [] : [{ what: service.code, why: { vi: without, en: without } }],
  )
  const kind = rest.length > 0 ? 'x-road-rest' : 'x-road-soap'
  const other = kind === 'x-road-rest' ? soap : []
  const provider = {
    ...textSetting('Bên cung cấp / provider, INST/CLASS/MEMBER/SUBSYSTEM', first.service.provider),
  }
  const own = {
    ...settings,
    provider: {
      ...provider,
      required: false,
      schema: { ...provider.schema, default: first.service.provider },
    },
  }
  const drafts = kind === 'x-road-rest' ? rest.map(restOperations) : soap.map(soapOperations)
  const operations = drafts.flatMap(draft => draft.operations)
  const chosen =
    wanted.length === 0 ? operations : operations.filter(({ name }) => wanted.some(word => fits(name, word)))
  if (chosen.length === 0)
    throw refuse(
      source,
      `there is nothing to call; there are ${
        operations
          .map(({ name }) => name)
          .slice(0, 20)
          .join(', ') || 'no described services'
      }`,
    )
  const namespaces = Object.assign({}, ...soap.map(({ wsdl }) => wsdl?.prefixes.used() ?? {}))
  return {
    title: decodeURIComponent(first.service.provider.split('/').at(-1) ?? ''),
    transport: {
      kind,
      base: '{settings.baseUrl}',
      client: '{settings.client}',
      ...(kind === 'x-road-soap' ? { namespaces } : {}),
    },
    auth: { kind: 'none' },
    settings: { ...usedBy(chosen, Object.assign({}, ...drafts.map(draft => draft.settings))), ...own },
    operations: chosen.map(draft => ({
      ...draft,
      notes: [
        ...draft.notes,
        {
          vi: 'nếu là tra cứu người dân: khai "userId" (cán bộ) và "issue" (mã hồ sơ) ở request',
          en: 'if it looks up citizens: declare "userId" (officer) and "issue" (dossier code) in its request',
        },
      ],
    })),
    skipped: [
      ...skipped,
      ...drafts.flatMap(draft => draft.skipped),
      ...other.map(({ service }) => ({
        what: service.code,
        why: {
          vi: 'dịch vụ SOAP cần một bộ nối riêng (--operation)',
          en: 'a SOAP service needs an adapter of its own (--operation)',
        },
      })),
    ],
  }
}

/** What was left out needs no settings. */
function usedBy(operations: readonly OperationDraft[], all: Draft['settings']): Draft['settings'] {
  const requests = JSON.stringify(operations.map(({ request }) => request))
  return Object.fromEntries(Object.entries(all).filter(([name]) => requests.includes(`{settings.${name}}`)))
}

function fits(name: string, word: string): boolean {
  return name === word || name.startsWith(`${word}/`) || name.endsWith(`/${word}`)
}

interface Part {
  readonly operations: readonly OperationDraft[]
  readonly settings: Draft['settings']
  readonly skipped: readonly Skipped[]
}

function serviceOf({ code, version }: ListedService): string {
  const parts = version === undefined ? [code] : [code, version]
  return `{settings.provider}/${parts.map(encodeURIComponent).join('/')}`
}

/** With an OpenAPI document its operations below the service; without, what endpoints there are. */
function restOperations({ service, api, without }: DescribedService): Part {
  const at = serviceOf(service)
  if (api !== undefined) {
    return {
      operations: api.operations.map(({ draft }) => ({
        ...draft,
        name: `${service.code}/${draft.name}`,
        request: { service: at, ...draft.request },
      })),
      settings: settingsOf(api.operations, {}),
      skipped: api.skipped,
    }
  }
  const reason = without === undefined ? '' : ` (${oneLine(without, 200)})`
  const open = service.endpoints.filter(({ path }) => !/[*{}]/.test(path))
  const endpoints = open.length > 0 ? open : [{ method: 'POST', path: '' }]
  return {
    operations: endpoints.map(({ method, path }) => {
      const name = `${service.code}${path}`
      const upper = /^(GET|POST|PUT|PATCH|DELETE)$/i.test(method) ? method.toUpperCase() : 'POST'
      return {
        name,
        title: oneLine(`${upper} ${name}`, 100),
        asks: soundsLikeAsking(kebab(service.code), upper),
        request: { service: at, path, method: upper, ...(upper === 'GET' ? {} : { body: '{encoded}' }) },
        shape: emptyObject,
        notes: [
          {
            vi: `không có mô tả thông điệp${reason}: viết bảng trường theo tài liệu`,
            en: `its messages are not described${reason}: write the field table from the guide`,
          },
        ],
      }
    }),
    settings: {},
    skipped: [],
  }
}

function soapOperations({ service, wsdl }: DescribedService): Part {
  const operation = wsdl?.ports.find(({ name }) => name === service.code)
  if (wsdl === undefined || operation === undefined) {
    const why = { vi: 'không có WSDL của dịch vụ', en: 'its WSDL is not at hand' }
    return { operations: [], settings: {}, skipped: [{ what: service.code, why }] }
  }
  const [part] = operation.input
  const element =
    part?.element === undefined ? service.code : wsdl.reading.naming(part.element.uri, part.element.local)
  return {
    operations: [
      {
        name: service.code,
        title: oneLine(service.code, 100),
        asks: soundsLikeAsking(kebab(service.code)),
        request: { service: serviceOf(service), body: { [element]: '{encoded}' } },
        shape: messageShape(operation.input, wsdl.reading) ?? emptyObject,
        answer: answerOf(operation, wsdl),
        notes: [],
      },
    ],
    settings: {},
    skipped: [],
  }
}
