import { AdapterFault } from '../../adapter-fault.ts'
import type { SoapTransport } from '../../transport/spec.ts'
import { type Contract, openContract } from '../../transport/wsdl/contract.ts'
import { type Documents, reachable } from '../../transport/wsdl/documents.ts'
import { type Outline, readOutline, writeXml } from '../../xml/index.ts'
import { openBudget } from '../budget.ts'
import { type Draft, type OperationDraft, type Said, type Skipped, soundsLikeAsking } from '../draft.ts'
import { kebab, oneLine } from '../names.ts'
import { refuse, refuseAll } from '../refuse.ts'
import { commonSettings } from '../settings.ts'
import { emptyObject, type Member, type Shape } from '../shape.ts'
import { type Part, type PortOperation, readPorts } from './definitions.ts'
import { type Prefixes, prefixesOf } from './prefixes.ts'
import { readSchemas } from './schemas.ts'
import { elementShape, type TypeReading, typeShape } from './type-shape.ts'

export interface WsdlChoice {
  readonly operations: readonly string[]
  readonly service?: string | undefined
  readonly port?: string | undefined
}

/** A WSDL that has been read, whatever transport will carry it. */
export interface WsdlContents {
  readonly documents: Documents
  readonly contract: Contract
  readonly ports: readonly PortOperation[]
  readonly reading: TypeReading
  readonly prefixes: Prefixes
}

const limits = { bytes: 4 * 1024 * 1024, elements: 100_000, depth: 60 }

/** @param documents gives documents beside the entry by their path; nothing else is read. @throws Fault `import-refused` */
export async function readWsdl(source: string, entry: string, documents: Documents): Promise<WsdlContents> {
  try {
    const needed = reachable(entry, documents)
    const contract = await openContract(entry, needed)
    const outlines: Outline[] = [...needed.values()].map(text => readOutline(text, limits))
    const prefixes = prefixesOf(outlines)
    const reading = { schemas: readSchemas(outlines), naming: prefixes.naming, budget: openBudget(source) }
    return { documents: needed, contract, ports: readPorts(outlines), reading, prefixes }
  } catch (error) {
    if (error instanceof AdapterFault) throw refuse(source, error.reason)
    throw error
  }
}

/** @throws Fault `import-refused` when there is nothing in it that can be called. */
export async function draftFromWsdl(
  source: string,
  entry: string,
  documents: Documents,
  choice: WsdlChoice,
): Promise<Draft> {
  const contents = await readWsdl(source, entry, documents)
  const { service, port, version, operations } = portOf(source, contents.ports, choice)
  const transport = { kind: 'soap', base: '{settings.baseUrl}', version, wsdl: entry, service, port } as const
  const skipped: Skipped[] = []
  const drafts = operations.flatMap((operation): OperationDraft[] => {
    const draft = operationOf(operation, contents, transport)
    if ('why' in draft) skipped.push({ what: operation.name, why: draft.why })
    return 'why' in draft ? [] : [draft]
  })
  if (drafts.length === 0) throw refuseAll(source, skipped)
  return {
    title: service,
    transport: { ...transport, namespaces: contents.prefixes.used() },
    auth: { kind: 'none' },
    settings: commonSettings,
    operations: drafts,
    wsdl: contents.documents,
    skipped: [...skipped, ...otherPorts(contents.ports, service, port)],
  }
}

/** One adapter speaks to one port. SOAP 1.1 before 1.2 where a service offers both for the same operations. */
function portOf(source: string, ports: readonly PortOperation[], choice: WsdlChoice) {
  const fitting = ports.filter(
    ({ service, port, name }) =>
      (choice.service === undefined || choice.service === service) &&
      (choice.port === undefined || choice.port === port) &&
      (choice.operations.length === 0 || choice.operations.includes(name)),
  )
  const services = [...new Set(fitting.map(({ service }) => service))]
  const [service] = services
  if (service === undefined) {
    const known = [...new Set(ports.map(({ name }) => name))].slice(0, 20).join(', ')
    throw refuse(source, `no SOAP operation fits; there are ${known || 'none'}`)
  }
  if (services.length > 1)
    throw refuse(
      source,
      `it has several services: choose with --service ${services.slice(0, 10).join(' | ')}`,
    )
  const own = fitting.filter(candidate => candidate.service === service)
  const first = own.find(({ version }) => version === '1.1') ?? own[0]
  if (first === undefined) throw refuse(source, 'it has no SOAP operations')
  const operations = own.filter(({ port }) => port === first.port)
  const missing = choice.operations.find(name => !operations.some(operation => operation.name === name))
  if (missing !== undefined) throw refuse(source, `${service}/${first.port} has no operation ${missing}`)
  return { service, port: first.port, version: first.version, operations }
}

function otherPorts(ports: readonly PortOperation[], service: string, port: string): Skipped[] {
  const others = new Set(
    ports
      .filter(other => other.service !== service || other.port !== port)
      .map(other => `${other.service}/${other.port}`),
  )
  return [...others].map(what => ({
    what,
    why: { vi: 'mỗi bộ nối nói với một cổng (port)', en: 'an adapter speaks to one port' },
  }))
}

const encoded: Said = {
  vi: 'kiểu rpc/encoded, không dùng được: xin WSDL kiểu literal, hoặc nhập từ một thông điệp mẫu',
  en: 'is rpc/encoded, which is not spoken: ask for a literal WSDL, or import a sample message',
}

function operationOf(
  operation: PortOperation,
  contents: WsdlContents,
  transport: SoapTransport,
): OperationDraft | { readonly why: Said } {
  if (operation.encoded) return { why: encoded }
  try {
    contents.contract.operation(operation.name, transport)
  } catch (error) {
    if (error instanceof AdapterFault) return { why: { vi: error.reason, en: error.reason } }
    throw error
  }
  return {
    name: operation.name,
    title: oneLine(operation.name, 100),
    asks: soundsLikeAsking(kebab(operation.name)),
    request: { operation: operation.name, body: '{encoded}' },
    shape: messageShape(operation.input, contents.reading) ?? emptyObject,
    answer: answerOf(operation, contents),
    notes: [],
  }
}

/** The content of the one element of a document style message, or the parts of an rpc one side by side. */
export function messageShape(parts: readonly Part[], reading: TypeReading): Shape | undefined {
  const [first] = parts
  if (first?.element !== undefined && parts.length === 1) {
    const shape = elementShape(first.element, reading)
    return shape?.kind === 'object' ? shape : undefined
  }
  return { kind: 'object', members: parts.map(part => partMember(part, reading)) }
}

function partMember({ name, type, element }: Part, reading: TypeReading): Member {
  const shape =
    type === undefined
      ? element === undefined
        ? undefined
        : elementShape(element, reading)
      : typeShape(type, reading)
  return { name, required: true, shape: shape ?? { kind: 'value', type: 'any', cut: 'không khai kiểu' } }
}

/** A SOAP answer around synthetic content. */
export function answerOf(
  { output, name }: PortOperation,
  { reading, prefixes }: WsdlContents,
): NonNullable<OperationDraft['answer']> {
  const [part] = output
  const element =
    part?.element === undefined ? `${name}Response` : reading.naming(part.element.uri, part.element.local)
  return {
    shape: messageShape(output, reading) ?? emptyObject,
    as: body => {
      const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
      const namespaces = { ...prefixes.used(), soapenv: soap }
      const content = { 'soapenv:Envelope': { 'soapenv:Body': { [element]: body } } }
      return { text: writeXml(content, { namespaces }) }
    },
  }
}
