import { createHash } from 'node:crypto'

const text = { vi: 'Thử', en: 'Trial' }
const secret = { type: 'string', writeOnly: true, default: '' }

/** A bank that calls in: with payments, signed; with lists of notices; and to ask what is owed. */
const manifest = {
  id: 'trial-bank',
  version: '1.0.0',
  title: text,
  description: text,
  settings: {
    type: 'object',
    additionalProperties: false,
    required: ['key'],
    properties: {
      key: secret,
      pathSecret: secret,
      bodySecret: secret,
      token: secret,
      networks: { type: 'array', items: { type: 'string' }, default: ['127.0.0.1', '::1/128'] },
    },
  },
  transport: { kind: 'http', base: 'https://ngan-hang.example' },
  auth: { kind: 'none' },
  limits: { concurrency: 1, timeoutMs: 1_000, connectMs: 500, responseBytes: 1_000 },
  retry: { firstMs: 10, factor: 1, capMs: 10, giveUpAfterMs: 1_000 },
  operations: {
    'bank.ping': {
      title: text,
      direction: 'ask',
      request: { path: '/ping', body: {} },
      outcomes: [{ id: 'ok', when: { at: [{ pointer: '/ok', equals: '1' }] }, outcome: 'delivered' }],
    },
  },
  inbound: {
    'bill.paid': {
      title: text,
      bodyBytes: 2_000,
      auth: {
        kind: 'checksum',
        at: '/Checksum',
        of: {
          $checksum: {
            algorithm: 'sha256',
            join: '|',
            of: ['{encoded.MaHoSo}', '{encoded.SoTien}', '{settings.key}'],
          },
        },
      },
      event: 'payment.confirmed',
      map: 'paid',
      schema: 'paid',
      dossier: '/dossier',
      orderingKey: '/dossier',
      deduplicate: '{canonical.dossier}:{canonical.number}',
      replies: {
        accepted: { body: { MaLoi: '00', MaHoSo: '{canonical.dossier}', SoBienLai: '{canonical.receipt}' } },
        refused: { body: { MaLoi: '01', MoTa: '{canonical.count}: {canonical.places}' } },
        unauthorised: { status: 200, body: { MaLoi: '97' } },
        failed: { status: 200, body: { MaLoi: '99' } },
      },
    },
    'notices.put': {
      title: text,
      methods: ['PUT', 'POST'],
      auth: { kind: 'secret', in: 'body', name: '/SecurityKey', value: '{settings.bodySecret}' },
      map: 'notice',
      schema: 'notice',
      each: '/Data',
      dossier: '/dossier',
      agency: '/agency',
      replies: {
        accepted: { body: { result: 1, total: '{canonical.count}' } },
        partly: {
          body: {
            result: 2,
            failed: {
              $each: {
                of: '{canonical.refused}',
                as: { ma: '{canonical.dossier}', o: '{canonical.places}' },
              },
            },
          },
        },
        refused: { body: { result: 0, at: '{canonical.places}' } },
      },
    },
    'bill.debt': {
      title: text,
      methods: ['GET'],
      auth: { kind: 'secret', in: 'path', value: '{settings.pathSecret}' },
      question: 'bill.owed',
      map: 'debt',
      schema: 'debt',
      dossier: '/dossier',
      answer: { map: 'owed', schema: 'owed' },
      replies: {
        accepted: { body: { $merge: { of: [{ MaLoi: '00' }, '{encoded}'] } } },
        refused: { body: { MaLoi: '{canonical.code}' } },
      },
    },
    'bank.hello': {
      title: text,
      auth: [
        { kind: 'addresses', networks: '{settings.networks}' },
        { kind: 'bearer', token: '{settings.token}' },
      ],
      map: 'debt',
      schema: 'debt',
      replies: { accepted: { encoding: 'text', body: 'OK' }, refused: { encoding: 'text', body: 'NO' } },
    },
  },
  outcomes: [],
  sensitive: [],
}

export const settings = {
  key: 'khoa-kin',
  pathSecret: 'duong-dan-kin',
  bodySecret: 'noi-dung-kin',
  token: 'the-kin',
}

/** A payment as the bank sends it, signed; with the checksum of another amount where that is said. */
export function paid(dossier: string, number: string, amount: string, signed = amount) {
  const Checksum = createHash('sha256')
    .update(`${dossier}|${signed}|${settings.key}`)
    .digest('hex')
    .toUpperCase()
  return { MaHoSo: dossier, SoGiaoDich: number, SoTien: amount, Checksum }
}

const strings = (required: readonly string[], ...more: string[]) =>
  JSON.stringify({
    type: 'object',
    required,
    properties: Object.fromEntries([...required, ...more].map(name => [name, { type: 'string' }])),
  })

const fixture = (operation: string, ...calls: object[]) =>
  JSON.stringify({ kind: 'inbound', operation, calls })
const read = { dossier: 'H99.05-261122-0001', number: 'GD1', amount: 50_000 }
const notice = (MaHoSo: string, HanNop: string, DonVi = 'H99.05') => ({ MaHoSo, HanNop, DonVi })

export const bankFiles = (changes: Readonly<Record<string, string>> = {}) =>
  new Map(
    Object.entries({
      'adapter.json': JSON.stringify(manifest),
      'README.md': '# trial',
      'maps/paid.csv':
        'canonical,native,codec\ndossier,MaHoSo,\nnumber,SoGiaoDich,\namount,SoTien,integer\n,Checksum,"ignore(""compared at the door"")"\n',
      'maps/notice.csv':
        'canonical,native,codec\ndossier,MaHoSo,\nagency,DonVi,\ndueOn,HanNop,date(dd/MM/yyyy)\n',
      'maps/debt.csv': 'canonical,native,codec\ndossier,MaHoSo,required\n',
      'maps/owed.csv': 'canonical,native,codec\namount,ConNo,money(text)\n',
      'schemas/paid.json': strings(['MaHoSo', 'SoGiaoDich', 'SoTien', 'Checksum']),
      'schemas/notice.json': strings(['MaHoSo', 'HanNop'], 'DonVi'),
      'schemas/debt.json': strings(['MaHoSo']),
      'schemas/owed.json': strings(['ConNo']),
      'fixtures/settings.json': JSON.stringify(settings),
      'fixtures/ping.json': JSON.stringify({
        kind: 'answers',
        operation: 'bank.ping',
        canonical: {},
        answers: [{ about: 'ok', answer: { body: { ok: '1' } }, outcome: { kind: 'delivered', rule: 'ok' } }],
      }),
      'fixtures/paid.json': fixture(
        'bill.paid',
        {
          about: 'a payment, with what the use case adds',
          body: paid(read.dossier, 'GD1', '50000'),
          canonical: read,
          key: `${read.dossier}:GD1`,
          said: { reply: { receipt: 'BL1' } },
          reply: { body: { MaLoi: '00', MaHoSo: read.dossier, SoBienLai: 'BL1' } },
        },
        {
          about: 'the same again',
          body: paid(read.dossier, 'GD1', '50000'),
          canonical: read,
          said: { duplicate: true },
          reply: { body: { MaLoi: '00', MaHoSo: read.dossier } },
        },
        {
          about: 'an amount that is not the bill’s',
          body: paid(read.dossier, 'GD1', '50000'),
          canonical: read,
          said: { refused: ['/amount'] },
          reply: { body: { MaLoi: '01', MoTa: '1: /amount' } },
        },
        {
          about: 'the gateway cannot',
          body: paid(read.dossier, 'GD1', '50000'),
          canonical: read,
          said: { failed: true },
          reply: { body: { MaLoi: '99' } },
        },
        {
          about: 'signed for another amount',
          body: paid(read.dossier, 'GD1', '50000', '1'),
          admitted: false,
          reply: { body: { MaLoi: '97' } },
        },
      ),
      'fixtures/notices.json': fixture(
        'notices.put',
        {
          about: 'two, one of which cannot be read',
          method: 'PUT',
          body: { SecurityKey: settings.bodySecret, Data: [notice('A', '31/12/2026'), notice('B', 'mai')] },
          rows: [
            { canonical: { dossier: 'A', agency: 'H99.05', dueOn: '2026-12-31' } },
            { pointers: ['/Data/1/HanNop'] },
          ],
          reply: { body: { result: 2, failed: [{ ma: 'B', o: '/Data/1/HanNop' }] } },
        },
        {
          about: 'no list',
          body: { SecurityKey: settings.bodySecret },
          rows: [{ pointers: ['/Data'] }],
          reply: { body: { result: 0, at: '/Data' } },
        },
        {
          about: 'somebody else',
          body: { SecurityKey: 'x', Data: [] },
          admitted: false,
          reply: { status: 401, body: {} },
        },
      ),
      'fixtures/debt.json': fixture(
        'bill.debt',
        {
          about: 'what is owed',
          method: 'GET',
          secret: settings.pathSecret,
          query: { MaHoSo: 'A' },
          canonical: { dossier: 'A' },
          answer: { amount: 50_000 },
          reply: { body: { MaLoi: '00', ConNo: '50000' } },
        },
        {
          about: 'another secret',
          method: 'GET',
          secret: 'x',
          query: { MaHoSo: 'A' },
          admitted: false,
          reply: { status: 401 },
        },
      ),
      'fixtures/hello.json': fixture(
        'bank.hello',
        {
          about: 'from where it may come, as a form',
          address: '::ffff:127.0.0.1',
          headers: {
            Authorization: `Bearer ${settings.token}`,
            'Content-Type': 'application/x-www-form-urlencoded',
          },
          text: 'MaHoSo=A',
          canonical: { dossier: 'A' },
          reply: { text: 'OK' },
        },
        {
          about: 'from elsewhere',
          address: '127.0.0.2',
          headers: { authorization: `Bearer ${settings.token}`, 'x-forwarded-for': '127.0.0.1' },
          body: { MaHoSo: 'A' },
          admitted: false,
          reply: { status: 401 },
        },
        {
          about: 'without the token',
          address: '127.0.0.1',
          headers: { authorization: `Basic ${settings.token}` },
          body: { MaHoSo: 'A' },
          admitted: false,
          reply: { status: 401 },
        },
      ),
      ...changes,
    }),
  )
