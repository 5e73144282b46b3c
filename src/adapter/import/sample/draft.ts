import { AdapterFault } from '../../adapter-fault.ts'
import { parseData } from '../../bundle/json.ts'
import { type Outline, parseXml, readOutline, XmlFault } from '../../xml/index.ts'
import { openBudget } from '../budget.ts'
import type { Draft, OperationDraft, SettingDraft } from '../draft.ts'
import { guessRows, kindOf } from '../guess/rows.ts'
import { knownWords } from '../guess/words.ts'
import { camel, isTableName, kebab, oneLine, wordOf } from '../names.ts'
import { refuse } from '../refuse.ts'
import { commonSettings } from '../settings.ts'
import type { Member, ObjectShape, Shape } from '../shape.ts'
import { shapeOfSample } from './shape.ts'

const soapUris: Readonly<Record<string, '1.1' | '1.2'>> = {
  'http://schemas.xmlsoap.org/soap/envelope/': '1.1',
  'http://www.w3.org/2003/05/soap-envelope': '1.2',
}

/** A JSON message as an adapter of one operation. @throws Fault `import-refused` */
export function draftFromJson(source: string, text: string, name: string): Draft {
  let value: unknown
  try {
    value = parseData(text)
  } catch (error) {
    throw refuse(source, error instanceof AdapterFault ? error.reason : 'is not JSON')
  }
  const shape = shapeOfSample(value, { xml: false, budget: openBudget(source) })
  const envelope = unwrapped(source, shape, value)
  return {
    ...draftOf(name, envelope.settings),
    transport: { kind: 'http', base: '{settings.baseUrl}' },
    operations: [operationOf(name, { path: '{settings.path}', body: envelope.body }, envelope.message)],
  }
}

/** An XML message, in a SOAP envelope or bare. @throws Fault `import-refused` */
export function draftFromXml(source: string, text: string, name: string): Draft {
  const root = reading(source, () => readOutline(text))
  const version = root.local === 'Envelope' ? soapUris[root.uri] : undefined
  const namespaces = namespacesOf(root)
  const document = reading(source, () => parseXml(text, { namespaces }))
  const content = version === undefined ? document : soapBody(source, document, root)
  const shape = shapeOfSample(content, { xml: true, budget: openBudget(source) })
  const [element] = shape.kind === 'object' ? shape.members : []
  if (element === undefined || element.shape.kind !== 'object')
    throw refuse(source, 'the message has no element with fields in it')
  if (element.name.startsWith('{')) throw refuse(source, 'a namespace in it has no usable prefix')
  const draft = draftOf(name, {})
  const body = { [element.name]: '{encoded}' }
  const used = Object.fromEntries(
    Object.entries(namespaces).filter(([prefix]) => JSON.stringify(content).includes(`${prefix}:`)),
  )
  return {
    ...draft,
    transport: {
      kind: version === undefined ? 'http' : 'soap',
      base: '{settings.baseUrl}',
      ...(version && { version }),
      namespaces: used,
    },
    operations: [
      operationOf(
        element.name.slice(element.name.indexOf(':') + 1) || name,
        version === undefined
          ? { path: '{settings.path}', encoding: 'xml', body }
          : { path: '{settings.path}', action: '{settings.soapAction}', body },
        element.shape,
      ),
    ],
    settings: {
      ...draft.settings,
      ...(version && {
        soapAction: {
          schema: { type: 'string', default: '', title: 'SOAPAction' },
          required: false,
          example: '',
        },
      }),
    },
  }
}

function reading<T>(source: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof XmlFault) throw refuse(source, `the XML is not read: ${error.reason}`)
    throw error
  }
}

/** Prefixes that the document itself uses, so that the table reads like the guide; `n1`, `n2` where one is taken. */
function namespacesOf(root: Outline): Record<string, string> {
  const prefixes = new Map<string, string>()
  const visit = (element: Outline) => {
    for (const [prefix, uri] of element.declares) {
      if (uri === '' || prefixes.has(uri) || soapUris[uri] !== undefined) continue
      const wanted = /^[A-Za-z_][\w-]*$/.test(prefix) ? prefix : `n${prefixes.size + 1}`
      const free = [...prefixes.values()].includes(wanted) ? `n${prefixes.size + 1}` : wanted
      prefixes.set(uri, free)
    }
    element.children.forEach(visit)
  }
  visit(root)
  return Object.fromEntries([...prefixes].map(([uri, prefix]) => [prefix, uri]))
}

function soapBody(source: string, document: object, root: Outline): unknown {
  const [envelope] = Object.values(document)
  const name = `{${root.uri}}Body`
  const body: unknown = (envelope as Record<string, unknown>)[name]
  if (typeof body !== 'object' || body === null)
    throw refuse(source, 'the envelope has no body with a message')
  return body
}

interface Envelope {
  readonly message: Shape
  readonly body: unknown
  readonly settings: Readonly<Record<string, SettingDraft>>
}

/**
 * Many platforms put the message into a member (`data`, a list of one) beside who is calling. The member that shares most
 * words with our model is the message; what stands beside it are settings.
 */
function unwrapped(source: string, shape: Shape, value: unknown): Envelope {
  const whole = shape.kind === 'list' ? shape.items : shape
  if (whole.kind !== 'object') throw refuse(source, 'the message is neither an object nor a list of objects')
  const outer = shape.kind === 'list' ? ['{encoded}'] : '{encoded}'
  const inner = shape.kind === 'list' ? undefined : enclosed(whole)
  if (inner === undefined) return { message: whole, body: outer, settings: {} }
  const settings: Record<string, SettingDraft> = {}
  const body: Record<string, unknown> = {}
  for (const member of whole.members) {
    if (member === inner.member) {
      body[member.name] = member.shape.kind === 'list' ? ['{encoded}'] : '{encoded}'
      continue
    }
    const name = camel(member.name) || 'field'
    const setting = Object.hasOwn(settings, name) ? `${name}${Object.keys(settings).length}` : name
    settings[setting] = settingFor(member, (value as Record<string, unknown>)[member.name])
    body[member.name] = `{settings.${setting}}`
  }
  return { message: inner.message, body, settings }
}

const secretWords = /pass|secret|token|session|phien|matkhau|key|khoa|signature|chuky|checksum/

function settingFor({ name, shape }: Member, value: unknown): SettingDraft {
  const secret = secretWords.test(wordOf(name))
  const type = shape.kind === 'value' && ['integer', 'number'].includes(shape.type) ? 'number' : 'string'
  const said =
    'đoán/guess: đứng cạnh thông điệp, như nhau ở mọi lần gọi / stands beside the message, same for every call'
  return {
    schema: { type, title: oneLine(name, 60), description: said, ...(secret && { writeOnly: true }) },
    required: value !== '' && value !== null,
    example: type === 'number' ? 99 : 'mau-thu-nghiem',
  }
}

/** The member that holds the message, when everything else beside it is single values. */
function enclosed(whole: ObjectShape): { member: Member; message: ObjectShape } | undefined {
  const score = (shape: Shape) => {
    const kind = kindOf(shape, knownWords())
    if (kind === undefined) return 0
    return guessRows(shape, kind, knownWords()).filter(row => row.canonical !== '').length
  }
  const groups = whole.members.flatMap(member => {
    const inner = member.shape.kind === 'list' ? member.shape.items : member.shape
    return inner.kind === 'object' ? [{ member, message: inner }] : []
  })
  const [only, ...more] = groups
  if (only === undefined || more.length > 0) return undefined
  const beside = whole.members.filter(member => member !== only.member)
  if (!beside.every(member => member.shape.kind === 'value' && isTableName(member.name))) return undefined
  const outside = score({ kind: 'object', members: beside })
  return score(only.message) > outside ? only : undefined
}

function draftOf(name: string, settings: Readonly<Record<string, SettingDraft>>) {
  return {
    title: name,
    auth: { kind: 'none' },
    settings: {
      ...commonSettings,
      path: {
        schema: { type: 'string', default: '', title: 'Đường dẫn / path' },
        required: false,
        example: '/thu-nghiem',
      },
      ...settings,
    },
    skipped: [],
  } satisfies Partial<Draft>
}

function operationOf(name: string, request: OperationDraft['request'], shape: Shape): OperationDraft {
  return {
    name: kebab(name) || 'message',
    title: oneLine(name, 100) || 'message',
    // A sample does not tell; what may change something must not be repeated lightly.
    asks: false,
    request,
    shape,
    notes: [
      {
        vi: 'Từ một mẫu không biết được trường nào bắt buộc, đăng nhập thế nào, trả lời ra sao.',
        en: 'One sample does not tell which fields are required, how to log in, what answers look like.',
      },
    ],
  }
}
