import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  authKinds,
  type Carrying,
  copyOf,
  copyPrefix,
  importAdapter,
  isFree,
  validate,
} from '../../adapter/index.ts'
import { Fault } from '../../errors/fault.ts'
import { adaptersFolder } from '../../registry/adapters-folder.ts'
import { loadSettings } from '../../settings/load.ts'
import { type Command, list, text, type Values } from '../command.ts'

/** What editors complete adapter.json by. */
const schemaFile = fileURLToPath(new URL('../../../schemas/adapter-manifest.schema.json', import.meta.url))

export const newCommand: Command = {
  name: 'adapter new',
  summary:
    'Tạo thư mục bộ nối từ tài liệu của nền tảng / make an adapter’s folder from a platform’s document',
  details:
    'From an OpenAPI 3 document (JSON, YAML, or its address), a WSDL with what it imports beside it, X-Road metadata\n' +
    '(x-road:<folder of saved listMethods.json, getOpenAPI and getWsdl answers>, or\n' +
    'x-road:https://<security server>/INST/CLASS/MEMBER/SUBSYSTEM with --client), or one sample message (JSON, XML).\n' +
    'The folder validates at once; what was guessed is marked "đoán/guess", what is unknown is left out with a reason, and\n' +
    'no answer counts as a success until somebody writes the outcome rules. No value of a sample is copied.',
  arguments: ['folder'],
  options: {
    from: { type: 'string', value: 'source', description: 'tài liệu nguồn / the document' },
    sample: {
      type: 'string',
      multiple: true,
      value: 'file',
      description:
        'thông điệp mẫu, lặp lại được, mỗi mẫu một thao tác / sample message, repeatable, an operation each',
    },
    answer: {
      type: 'string',
      multiple: true,
      value: 'file',
      description:
        'câu trả lời mẫu (JSON) theo thứ tự các mẫu / sample answer (JSON), in the order of the samples',
    },
    auth: {
      type: 'string',
      value: 'kind',
      description: `cách đăng nhập / how to log in: ${authKinds.join(', ')}`,
    },
    id: {
      type: 'string',
      value: 'id',
      description: 'tên bộ nối, phải là tên thư mục / its id, the folder’s name',
    },
    operation: {
      type: 'string',
      multiple: true,
      value: 'name',
      description: 'chỉ thao tác này, lặp lại được / only this one, repeatable; of a sample: what to call it',
    },
    carries: {
      type: 'string',
      multiple: true,
      value: 'dossier|step[=operation]',
      description:
        'thao tác này nhận mọi hồ sơ hoặc bước / it takes every dossier, or step, of the gateway; repeatable',
    },
    service: {
      type: 'string',
      value: 'name',
      description: 'của WSDL có nhiều dịch vụ / of a WSDL with several',
    },
    port: { type: 'string', value: 'name', description: 'của WSDL có nhiều cổng / of a WSDL with several' },
    client: { type: 'string', value: 'id', description: 'X-Road: hệ thống của ta / our own client' },
    'allow-network': {
      type: 'string',
      multiple: true,
      value: 'address/prefix[:port]',
      description: 'mạng riêng được phép gọi để đọc / private network that may be called to read',
    },
  },
  async run(values, [given = '']) {
    const folder = resolve(given)
    const samples = list(values, 'sample') ?? []
    const from = text(values, 'from') ?? ''
    if ((from === '') === (samples.length === 0)) throw usage('either --from or --sample is required')
    const answers = list(values, 'answer') ?? []
    if (answers.length > Math.max(samples.length, 1)) throw usage('there are more --answer than --sample')
    const auth = text(values, 'auth')
    if (auth !== undefined && !authKinds.includes(auth))
      throw usage(`--auth is one of ${authKinds.join(', ')}`)
    const id = idOf(folder, values)
    if (!isFree(folder)) throw usage(`${given} is there already; nothing is overwritten`)
    const remote = /^(x-road:)?https?:\/\//i.test(from)
    const carries = carriesOf(values)
    const schema = relative(folder, schemaFile).replaceAll('\\', '/')
    const options = {
      id,
      operations: list(values, 'operation') ?? [],
      service: text(values, 'service'),
      port: text(values, 'port'),
      client: text(values, 'client'),
      carries,
      answers,
      auth,
      schema,
      // Settings are only read where something is called.
      allowedNetworks: [
        ...(list(values, 'allow-network') ?? []),
        ...(remote ? loadSettings().egress.allowedNetworks : []),
      ],
    }
    const { files, hints } = from.startsWith(copyPrefix)
      ? await copyOf(from, adaptersFolder, id, schema)
      : await importAdapter(from === '' ? samples : from, options)
    for (const [path, content] of files) {
      const file = join(folder, ...path.split('/'))
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content, { flag: 'wx' })
    }
    const { passed, findings } = await validate(folder)
    const faults = findings.flatMap(({ faults: found }) => found)
    const lines = [
      `${given}: ${files.size} tệp / files`,
      '',
      'Còn phải làm / left to do:',
      ...hints.flatMap(({ vi, en }) => [`  - ${vi}`, `    ${en}`]),
      '',
      ...(passed
        ? [`→ lienthong adapter validate ${given}`, `→ lienthong adapter test ${given}`]
        : faults.map(fault => `✗ ${fault}`)),
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
    return passed ? 0 : 1
  },
}

function idOf(folder: string, values: Values): string {
  const name = basename(folder)
  const id = text(values, 'id') ?? name
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 60)
    throw usage(`"${id}" is no id of an adapter: small letters, digits and single dashes, e.g. land-registry`)
  if (id !== name) throw usage(`the folder must have the name of the adapter, ${id}`)
  return id
}

function carriesOf(values: Values): Carrying[] {
  return (list(values, 'carries') ?? []).map(text => {
    const [kind = '', operation] = text.split('=')
    if (kind !== 'dossier' && kind !== 'step')
      throw usage('--carries is dossier or step, with =<operation> where several send')
    return operation === undefined ? { kind } : { kind, operation }
  })
}

function usage(reason: string): Fault {
  return new Fault('usage', { params: { reason } })
}
