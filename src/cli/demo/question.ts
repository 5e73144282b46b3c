import type { Answer, Caller } from './http.ts'

const patienceMs = 60_000
const officer = { name: 'Trần Thị Mẫu', title: 'Chuyên viên' }

/** What a citizen asks on the pretended portal about a dossier. */
export async function askOnPortal(
  sandbox: Caller,
  agency: { readonly code: string; readonly name: string },
  dossier: string,
): Promise<string> {
  const body = {
    ...{ NOIDUNG: `Hồ sơ ${dossier} bao giờ có kết quả?`, MADONVI: agency.code, TENDONVI: agency.name },
    HOVATEN: 'NGUYỄN VĂN MẪU',
  }
  const asked = await sandbox.insist(
    () => sandbox.call('POST', '/_sandbox/questions', { body }),
    created,
    patienceMs,
  )
  return (asked.body as { id: string }).id
}

/** Answers it when it has arrived. @returns undefined until the portal has the answer, then how often it has it */
export async function answerWhenThere(
  gateway: Caller,
  sandbox: Caller,
  question: string,
): Promise<number | undefined> {
  const { body } = await gateway.call('GET', '/v1/questions?origin=portal&limit=200')
  const { questions = [] } = body as { questions?: readonly { id: string; question: string }[] }
  const known = questions.find(one => one.question === question)
  if (known === undefined) return undefined
  // Said again each time: the same answer is one.
  await gateway.call('POST', `/v1/questions/${known.id}/answer`, {
    body: { officer, at: '2026-11-23T08:00:00+07:00', content: 'Kết quả trả theo giấy hẹn.' },
  })
  const there = await sandbox.call('GET', '/_sandbox/questions')
  const { questions: held = [] } = there.body as { questions?: readonly { id: string; answers: unknown[] }[] }
  const answers = held.find(({ id }) => id === question)?.answers.length ?? 0
  return answers === 0 ? undefined : answers
}

const created = ({ status }: Answer) => status === 201
