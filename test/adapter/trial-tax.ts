const text = { vi: 'Thử', en: 'Trial' }
const notices = { tb: 'urn:h99:tax' }

/** A tax platform that is asked for what is owed, and calls in with notices: XML as base64 inside JSON. */
const manifest = {
  id: 'trial-tax',
  version: '1.0.0',
  title: text,
  description: text,
  settings: {
    type: 'object',
    additionalProperties: false,
    required: ['baseUrl'],
    properties: { baseUrl: { type: 'string' } },
  },
  transport: { kind: 'http', base: '{settings.baseUrl}', namespaces: notices },
  auth: { kind: 'none' },
  limits: { concurrency: 2, timeoutMs: 2_000, connectMs: 500, responseBytes: 100_000 },
  retry: { firstMs: 10, factor: 2, capMs: 100, giveUpAfterMs: 1_000 },
  operations: {
    'tax.owed': {
      title: text,
      direction: 'ask',
      request: { path: '/owed', body: { MaHoSo: '{canonical.dossier}' } },
      outcomes: [
        { id: 'found', when: { at: [{ pointer: '/code', number: 0 }] }, outcome: 'delivered' },
        { id: 'none', when: { at: [{ pointer: '/code', number: 4 }] }, outcome: 'refused', owner: 'client' },
      ].map(rule => (rule.outcome === 'refused' ? { ...rule, title: text, fix: text } : rule)),
      answer: { at: '/data', map: 'owed', schema: 'owed' },
    },
  },
  inbound: {
    'tax.notice': {
      title: text,
      auth: { kind: 'none' },
      map: 'notice',
      schema: 'notice',
      unwrap: [{ at: '/NoiDung', as: 'xml', base64: true }],
      at: '/tb:ThongBao',
      orderingKey: '/dossier',
      replies: {
        accepted: { body: { MaLoi: '00', MaHoSo: '{canonical.dossier}' } },
        refused: { body: { MaLoi: '01', MoTa: '{canonical.count}: {canonical.places}' } },
      },
    },
  },
  outcomes: [],
  sensitive: [],
}

export const notice = (amount: string) =>
  `<x:ThongBao xmlns:x="urn:h99:tax"><x:MaHoSo>H99.05-261122-0001</x:MaHoSo><x:SoTien>${amount}</x:SoTien>` +
  '<x:HanNop>31/12/2026</x:HanNop></x:ThongBao>'
export const call = (xml: string) => ({ NoiDung: Buffer.from(xml).toString('base64') })
export const kept = { dossier: 'H99.05-261122-0001', amount: 1_500_000, dueOn: '2026-12-31' }

const strings = (...names: string[]) =>
  JSON.stringify({
    type: 'object',
    required: names,
    properties: Object.fromEntries(names.map(name => [name, { type: 'string' }])),
  })

export const files = (changes: Readonly<Record<string, string>> = {}) =>
  new Map(
    Object.entries({
      'adapter.json': JSON.stringify(manifest),
      'README.md': '# trial',
      'maps/owed.csv': 'canonical,native,codec\namount,ConNo,integer\ndueOn,HanNop,date(dd/MM/yyyy)\n',
      'maps/notice.csv':
        'canonical,native,codec\ndossier,tb:MaHoSo,\namount,tb:SoTien,integer\ndueOn,tb:HanNop,date(dd/MM/yyyy)\n',
      'schemas/owed.json': strings('ConNo', 'HanNop'),
      'schemas/notice.json': strings('tb:MaHoSo', 'tb:SoTien', 'tb:HanNop'),
      'fixtures/settings.json': '{ "baseUrl": "https://thue.example" }',
      'fixtures/owed.json': JSON.stringify({
        kind: 'answers',
        operation: 'tax.owed',
        canonical: { dossier: kept.dossier },
        answers: [
          {
            about: 'owed',
            answer: { body: { code: 0, data: { ConNo: '1500000', HanNop: '31/12/2026' } } },
            outcome: { kind: 'delivered', rule: 'found' },
            says: { amount: 1_500_000, dueOn: '2026-12-31' },
          },
          { about: 'none', answer: { body: { code: 4 } }, outcome: { kind: 'refused', rule: 'none' } },
        ],
      }),
      'fixtures/notice.json': JSON.stringify({
        kind: 'inbound',
        operation: 'tax.notice',
        calls: [
          {
            about: 'a notice',
            body: call(notice('1500000')),
            canonical: kept,
            reply: { body: { MaLoi: '00', MaHoSo: kept.dossier } },
          },
          {
            about: 'an amount that is none',
            body: call(notice('nhiều')),
            pointers: ['/tb:SoTien'],
            reply: { body: { MaLoi: '01', MoTa: '1: /tb:SoTien' } },
          },
          { about: 'words', text: 'xin chào', pointers: ['/tb:ThongBao'], reply: { status: 200 } },
        ],
      }),
      ...changes,
    }),
  )
