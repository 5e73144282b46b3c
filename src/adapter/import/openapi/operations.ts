import type { AnswerDraft, OperationDraft, Said, SettingDraft, Skipped } from '../draft.ts'
import { soundsLikeAsking } from '../draft.ts'
import { camel, isTableName, kebab, oneLine } from '../names.ts'
import { emptyObject, type Member, type Shape } from '../shape.ts'
import { type At, isJson, type Json } from './document.ts'
import { lists, type SchemaReading, shapeOfSchema } from './schema-shape.ts'

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

export interface ApiOperation {
  /** operationId, or method and path. */
  readonly name: string
  readonly draft: OperationDraft
  readonly settings: Readonly<Record<string, SettingDraft>>
}

/** Operations by their names, in the order of the document. */
export function* operationNames(
  paths: Json,
): Generator<{ name: string; path: string; method: string; at: unknown }> {
  for (const [path, item] of Object.entries(paths)) {
    if (!isJson(item)) continue
    for (const method of methods) {
      const operation = Object.hasOwn(item, method) ? item[method] : undefined
      if (!isJson(operation)) continue
      const { operationId } = operation
      const name = typeof operationId === 'string' && operationId !== '' ? operationId : `${method} ${path}`
      yield { name, path, method, at: operation }
    }
  }
}

/** One operation, or why it cannot be called by an adapter. */
export function apiOperation(
  found: { name: string; path: string; method: string; at: unknown },
  shared: unknown,
  reading: SchemaReading,
): ApiOperation | Skipped {
  const { root } = reading.api
  const operation = found.at as Json
  const parameters = [...lists(shared), ...lists(operation.parameters)]
    .map(node => reading.api.resolve({ file: root.file, node }).node)
    .filter(isJson)
  const settings: Record<string, SettingDraft> = {}
  const notes: Said[] = []
  const constant = (name: string, what: string): string => {
    const setting = camel(`${name}`) || 'value'
    settings[setting] = parameterSetting(name)
    notes.push({
      vi: `${what} "${oneLine(name, 60)}" thành thiết lập, như nhau ở mọi lần gọi; nếu khác nhau theo thông điệp thì phải sửa`,
      en: `${what} "${oneLine(name, 60)}" became a setting, the same for every call; mend it if it differs from message to message`,
    })
    return `{settings.${setting}}`
  }
  const body = bodyOf(operation, reading)
  if (body !== undefined && 'why' in body) return { what: found.name, why: body.why }
  const inPath = [...found.path.matchAll(/\{([^{}]*)\}/g)]
    .map(([, name = '']) => name)
    .filter(name => isTableName(name) && (body === undefined || holds(body, name)))
  const path = found.path.replace(/\{([^{}]*)\}/g, (_, name: string) =>
    inPath.includes(name) ? `{encoded.${name}}` : constant(name, 'tham số trong đường dẫn/path parameter'),
  )
  if (/[{}]/.test(path.replace(/\{(settings\.\w+|encoded\.[^{}]+)\}/g, '')))
    return { what: found.name, why: { vi: 'đường dẫn lạ', en: 'an odd path' } }
  const named = parameters.filter(
    (parameter): parameter is Json & { name: string } => typeof parameter.name === 'string',
  )
  const query = named.filter(parameter => parameter.in === 'query' && isTableName(parameter.name))
  const headers = named.filter(
    parameter =>
      parameter.in === 'header' &&
      /^[A-Za-z][A-Za-z0-9_-]*$/.test(parameter.name) &&
      !/^(accept|content-type|authorization|x-road-.*)$/i.test(parameter.name),
  )
  const asMessage = body === undefined
  const members = asMessage
    ? [
        ...[...new Set(inPath)].map(pathMember),
        ...query
          .filter(({ name }) => !inPath.includes(name))
          .map((parameter): Member => queryMember(parameter, reading)),
      ]
    : []
  const request = {
    path,
    method: found.method.toUpperCase(),
    ...(query.length === 0
      ? {}
      : {
          query: Object.fromEntries(
            query.map(({ name }) => [
              name,
              asMessage ? `{encoded.${name}}` : constant(name, 'tham số/query parameter'),
            ]),
          ),
        }),
    ...(headers.length === 0
      ? {}
      : { headers: Object.fromEntries(headers.map(({ name }) => [name, constant(name, 'header')])) }),
    ...(body === undefined ? {} : { encoding: body.encoding, body: body.template }),
  }
  const answer = answerOf(operation, reading)
  return {
    name: found.name,
    settings,
    draft: {
      name: found.name,
      title: oneLine(String(operation.summary ?? found.name), 100) || found.name,
      asks: soundsLikeAsking(kebab(found.name), found.method.toUpperCase()),
      request,
      shape: body?.shape ?? (members.length === 0 ? emptyObject : { kind: 'object', members }),
      ...(answer && { answer }),
      notes,
    },
  }
}

function parameterSetting(name: string): SettingDraft {
  return {
    schema: {
      type: 'string',
      title: oneLine(name, 60),
      description: 'đoán/guess: từ tham số / from a parameter',
    },
    required: true,
    example: 'mau-thu-nghiem',
  }
}

function queryMember(parameter: Json & { name: string }, reading: SchemaReading): Member {
  const { file } = reading.api.root
  const shape: Shape =
    parameter.schema === undefined
      ? { kind: 'value', type: 'string' }
      : shapeOfSchema({ file, node: parameter.schema }, reading)
  // What stands in a query is a text, a number, or a list of them.
  const single: Shape =
    shape.kind === 'object' ? { kind: 'value', type: 'any', cut: 'nhóm trong query' } : shape
  return { name: parameter.name, required: parameter.required === true, shape: single }
}

/** What stands in a path is one text, and always there. */
function pathMember(name: string): Member {
  return { name, required: true, shape: { kind: 'value', type: 'string' } }
}

/** Whether the message itself says what the path asks for. */
function holds(body: Body | Skipped, name: string): boolean {
  return (
    'shape' in body &&
    body.template === '{encoded}' &&
    body.shape.kind === 'object' &&
    body.shape.members.some(
      member => member.name === name && member.required && member.shape.kind === 'value',
    )
  )
}

type Body =
  | { readonly shape: Shape; readonly template: unknown; readonly encoding: 'json' | 'form' }
  | { readonly why: Said }

function bodyOf(operation: Json, reading: SchemaReading): Body | undefined {
  if (operation.requestBody === undefined) return undefined
  const at = reading.api.resolve({ file: reading.api.root.file, node: operation.requestBody })
  const content = isJson(at.node) && isJson(at.node.content) ? at.node.content : {}
  const types = Object.keys(content)
  const json =
    types.find(type => /^application\/([\w.-]+\+)?json\b/i.test(type)) ?? types.find(type => type === '*/*')
  const form = types.find(type => /^application\/x-www-form-urlencoded\b/i.test(type))
  const chosen = json ?? form
  const media = chosen === undefined ? undefined : content[chosen]
  if (chosen === undefined || !isJson(media)) {
    const told = types.map(type => oneLine(type, 40)).join(', ') || '?'
    return {
      why: {
        vi: `thân thông điệp là ${told}, chưa nhập được`,
        en: `its body is ${told}, which is not imported`,
      },
    }
  }
  const shape =
    media.schema === undefined ? emptyObject : shapeOfSchema({ file: at.file, node: media.schema }, reading)
  const encoding = json === undefined ? 'form' : 'json'
  if (shape.kind === 'object') return { shape, template: '{encoded}', encoding }
  if (shape.kind === 'list' && shape.items.kind === 'object')
    return { shape: shape.items, template: ['{encoded}'], encoding }
  return { why: { vi: 'thông điệp không phải nhóm trường', en: 'its message is no group of fields' } }
}

/** The first answer that the document describes as going well: what it looks like, not what it means. */
function answerOf(operation: Json, reading: SchemaReading): AnswerDraft | undefined {
  const responses = isJson(operation.responses) ? operation.responses : {}
  const status = Object.keys(responses).find(code => /^2/.test(code)) ?? 'default'
  if (!Object.hasOwn(responses, status)) return undefined
  const at: At = reading.api.resolve({ file: reading.api.root.file, node: responses[status] })
  const content = isJson(at.node) && isJson(at.node.content) ? at.node.content : {}
  const media = Object.entries(content).find(([type]) => /json|\*\/\*/i.test(type))?.[1]
  if (!isJson(media) || media.schema === undefined) return undefined
  return { shape: shapeOfSchema({ file: at.file, node: media.schema }, reading), as: body => ({ body }) }
}
