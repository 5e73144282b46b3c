import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from './admin.ts'
import { type Answer, Caller } from './http.ts'
import { agency, owner, procedure, storyCode, theBill, theDossier, theLandDossier } from './land-transfer.ts'
import type { Progress } from './progress.ts'
import { answerWhenThere, askOnPortal } from './question.ts'
import type { Point, Story } from './story.ts'
import type { Target } from './target.ts'

const platforms = ['population', 'vbdlis', 'tax', 'payment-platform', 'sms']
const faultNames = ['delay', 'error5xx', 'dropBefore', 'dropAfter', 'expiredSession', 'garbage']
const message = 'notification.'
const askPatienceMs = 60_000
const storyPatienceMs = 120_000
const lookMs = 100
const hurryMs = 2_000
/** Providers that report do so within moments. */
const reportPatienceMs = 3_000
const doubtExplained = `    Cuộc gọi tới Zalo đứt sau khi đã gửi đi. Zalo không cho hỏi lại, không nhận ra tin gửi lại và cũng chưa báo đã tới máy,
    nên cổng không gửi lần hai: quản trị hỏi Zalo rồi replay hoặc cancel (lienthong delivery list --in-doubt).
    The call to Zalo broke off after it had left. Zalo answers no question about it, does not know a message again, and has
    not reported it on the telephone; so nothing is sent twice, and an admin finds out, then replays or cancels.`

/**
 * One land transfer through every platform of the sandbox: the citizen is verified, the portal told, the land registry and
 * the tax office joined, the tax paid online, three messages sent.
 *
 * @throws Fault `demo-unreachable` when a platform says nothing for too long; the signal's reason.
 */
export async function tellStory(
  target: Target,
  progress: Progress,
  faults: number,
  signal?: AbortSignal,
): Promise<Story> {
  const began = performance.now()
  const gateway = new Caller('gateway', target.url, 4, { authorization: `Bearer ${target.key}` })
  const sandbox = new Caller('sandbox', target.sandboxUrl, 2)
  try {
    if (faults > 0) await disturb(sandbox, faults)
    return await new Teller({ gateway, sandbox, progress, admin: target.admin, signal }).tell(
      storyCode(target.codePrefix),
      began,
    )
  } finally {
    if (faults > 0) await disturb(sandbox, 0).catch(() => undefined)
    await Promise.all([gateway.close(), sandbox.close()])
  }
}

/** The platforms beside the portal, whose dial the run turns. */
async function disturb(sandbox: Caller, rate: number): Promise<void> {
  const body = Object.fromEntries(faultNames.map(name => [name, rate]))
  for (const platform of platforms) {
    await sandbox.insist(
      () => sandbox.call('PUT', `/_sandbox/${platform}/faults`, { body }),
      ({ status }) => status === 200,
      askPatienceMs,
    )
  }
}

interface Page {
  readonly messages: Story['messages']
  readonly messagesInDoubt: number
  /** Points whose message is sent, or in doubt for good. */
  readonly settled: readonly Point[]
  readonly open: number
}

class Teller {
  readonly #gateway: Caller
  readonly #sandbox: Caller
  readonly #progress: Progress
  readonly #signal: AbortSignal | undefined
  /** Of a gateway of ours. */
  readonly #admin: Admin | undefined
  #changes = 0
  #hurried = 0

  constructor({
    gateway,
    sandbox,
    progress,
    admin,
    signal,
  }: {
    gateway: Caller
    sandbox: Caller
    progress: Progress
    admin: Admin | undefined
    signal: AbortSignal | undefined
  }) {
    this.#gateway = gateway
    this.#sandbox = sandbox
    this.#progress = progress
    this.#admin = admin
    this.#signal = signal
  }

  async tell(code: string, began: number): Promise<Story> {
    const now = new Date()
    const dossier = theDossier(now)
    this.#say(`Hồ sơ chuyển nhượng đất / a land transfer: ${code}`)
    await this.#send('PUT', `/v1/dossiers/${code}`, dossier)
    const question = await askOnPortal(this.#sandbox, agency, code)
    const verified = await this.#verify(code)
    this.#say(`  công dân đã xác thực / citizen verified: ${verified ? 'có / yes' : 'KHÔNG / NO'}`)

    await this.#step(code, 'processing', 'Chuyển hệ thống đất đai')
    await this.#send('POST', '/v1/land/dossiers', theLandDossier(code, now))
    const due = await this.#until(code, 'thông báo thuế / tax notices', async () => {
      // The land registry names the notices before anybody says how much they are.
      const { due = 0 } = await this.#obligation(code)
      return due > 0 ? due : undefined
    })
    this.#say(`  thuế phải nộp / tax due: ${due.toLocaleString('vi-VN')} đồng`)

    await this.#step(code, 'payment', 'Thông báo nghĩa vụ tài chính')
    const bill = await this.#send('POST', '/v1/payments', theBill(code, due), `story-${code}`)
    const { reference, url } = bill.body as { reference: string; url: string }
    await this.#pay(url)
    await this.#until(code, 'chứng từ / vouchers', async () => {
      const { remaining } = await this.#obligation(code)
      return remaining === 0 ? true : undefined
    })
    const paid = await this.#until(code, 'xác nhận thanh toán / payment confirmed', async () => {
      const { body } = await this.#get(`/v1/payments/${reference}`)
      return (body as { state?: string }).state === 'paid' ? true : undefined
    })
    this.#say(`  đã nộp qua nền tảng thanh toán / paid online: ${reference}`)

    await this.#step(code, 'processing', 'Hoàn thiện hồ sơ')
    await this.#until(code, 'kết quả đất đai / land registry finished', () =>
      this.#has(code, 'land.finished'),
    )
    this.#say('  hệ thống đất đai đã xong / the land registry has finished')
    const finished = { ...dossier, status: 'completed' as const, finishedAt: new Date().toISOString() }
    await this.#send('PUT', `/v1/dossiers/${code}`, finished)
    await this.#send('PUT', `/v1/dossiers/${code}`, finished)
    await this.#step(code, 'completed', 'Đã có kết quả')
    await this.#until(code, 'tin nhắn thứ ba / third message', async () => {
      return (await this.#page(code)).settled.includes('result-ready') ? true : undefined
    })
    const returned = { ...finished, status: 'returned' as const, returnedAt: new Date().toISOString() }
    await this.#send('PUT', `/v1/dossiers/${code}`, returned)
    await this.#until(code, 'Cổng đã khớp / portal in step', async () =>
      (await this.#page(code)).open === 0 ? true : undefined,
    )
    const answers = await this.#until(code, 'câu trả lời / the answer', async () => {
      await this.#hurry('questions-pull')
      return answerWhenThere(this.#gateway, this.#sandbox, question)
    })
    return this.#conclude(code, { paid, answers, began })
  }

  async #conclude(
    code: string,
    known: {
      readonly paid: boolean
      readonly answers: number
      readonly began: number
    },
  ): Promise<Story> {
    // The fee's message waits for no step of the dossier.
    const { messages, messagesInDoubt, telephones } = await this.#told(code)
    const { due = 0, remaining = -1 } = await this.#obligation(code)
    const { body } = await this.#sandbox.insist(
      () => this.#sandbox.call('GET', `/_sandbox/dossiers/${code}`),
      ({ status }) => status === 200,
      askPatienceMs,
      this.#signal,
    )
    const { versions } = body as { versions: readonly { status: string }[] }
    const statuses = versions.map(({ status }) => status)
    this.#say(`  tin nhắn / messages: ${JSON.stringify(messages)}`)
    if (messagesInDoubt > 0) {
      this.#say(`  chưa rõ đã tới / in doubt: ${messagesInDoubt}`)
      this.#say(doubtExplained)
    }
    this.#say(
      `  câu hỏi trên Cổng đã được trả lời / the question on the portal is answered: ${known.answers}`,
    )
    const { body: told } = await this.#get(`/v1/dossiers/${code}/story`)
    const { items } = told as { items: readonly { what: string }[] }
    this.#say(
      `  một dòng thời gian / one timeline: ${items.length} việc/items, ${this.#gateway.url}/console/dossiers/${code}`,
    )
    return {
      dossier: code,
      citizenVerified: items.some(({ what }) => what === 'citizen.verified'),
      land: (await this.#has(code, 'land.finished')) === true ? 'finished' : 'open',
      taxDue: due,
      taxRemaining: remaining,
      paymentConfirmed: known.paid,
      messages,
      questionAnswers: known.answers,
      messagesInDoubt,
      onTelephones: telephones.length,
      onTelephonesAgain: telephones.length - new Set(telephones).size,
      portalStatuses: statuses.filter((status, place) => status !== statuses[place - 1]),
      seconds: Math.round((performance.now() - known.began) / 10) / 100,
    }
  }

  /** The three messages as they stand in the end: the provider's own report may still end a doubt. */
  async #told(code: string): Promise<Page & { readonly telephones: readonly string[] }> {
    const settled = await this.#until(code, 'ba tin nhắn / three messages', async () => {
      const page = await this.#page(code)
      return page.settled.length === 3 ? page : undefined
    })
    for (const deadline = performance.now() + reportPatienceMs; ; ) {
      const page = settled.messagesInDoubt === 0 ? settled : await this.#page(code)
      const telephones = await this.#telephones(code)
      const certain = page.messagesInDoubt === 0 && telephones.length >= page.settled.length
      if (certain || performance.now() > deadline) return { ...page, telephones }
      await sleep(lookMs, undefined, this.#signal === undefined ? {} : { signal: this.#signal })
    }
  }

  async #verify(code: string): Promise<boolean> {
    const { body } = await this.#send('POST', '/v1/citizens:verify', {
      officer: { id: '000000000011', account: 'motcua.mau' },
      unit: { code: agency.code },
      procedure,
      dossier: code,
      purpose: 'Xác thực người nộp hồ sơ',
      subject: { personalId: owner.personalId, name: owner.name, birth: owner.birth },
    })
    return (body as { matched?: boolean }).matched === true
  }

  #step(code: string, status: string, content: string): Promise<Answer> {
    this.#changes += 1
    const at = new Date(Date.now() + this.#changes).toISOString()
    return this.#send('POST', `/v1/dossiers/${code}/steps`, {
      at,
      status,
      content,
      officer: { name: 'Trần Thị Mẫu' },
    })
  }

  /** What the citizen does in the sandbox's page. */
  async #pay(url: string): Promise<void> {
    await this.#sandbox.insist(
      () => this.#sandbox.call('POST', `${new URL(url).pathname}/yes`),
      ({ status }) => status < 400,
      askPatienceMs,
      this.#signal,
    )
  }

  async #obligation(code: string): Promise<{ due?: number; remaining?: number }> {
    const { body } = await this.#get(`/v1/dossiers/${code}/obligation`)
    return (body as { totals?: { due: number; remaining: number } }).totals ?? {}
  }

  async #has(code: string, type: string): Promise<true | undefined> {
    const { body } = await this.#get(`/v1/dossiers/${code}`)
    const { events = [] } = body as { events?: readonly { type: string }[] }
    return events.some(event => event.type === type) ? true : undefined
  }

  /** What the telephones have of the dossier. */
  async #telephones(code: string): Promise<string[]> {
    const { body } = await this.#sandbox.insist(
      () => this.#sandbox.call('GET', '/_sandbox/sms'),
      ({ status }) => status === 200,
      askPatienceMs,
      this.#signal,
    )
    const { messages } = body as { messages: readonly { text: string }[] }
    return messages.map(({ text }) => text).filter(text => text.includes(code))
  }

  /** The dossier's own page: messages that arrived, and deliveries that are not done. */
  async #page(code: string): Promise<Page> {
    const { body } = await this.#get(`/v1/dossiers/${code}`)
    const { notifications = [], deliveries = [] } = body as {
      notifications?: readonly { event?: Point; state: string }[]
      deliveries?: readonly { state: string; operation: string }[]
    }
    const sent = notifications.filter(({ state }) => state === 'sent' || state === 'delivered')
    const doubtful = notifications.filter(({ state }) => state === 'in-doubt')
    const told = (event: Point) => sent.filter(one => one.event === event).length
    return {
      settled: [...sent, ...doubtful].flatMap(({ event }) => event ?? []),
      messagesInDoubt: doubtful.length,
      messages: { received: told('received'), paid: told('paid'), 'result-ready': told('result-ready') },
      // Of messages the line above tells; one that no telephone could take has gone another way.
      open: deliveries.filter(
        ({ state, operation }) => state !== 'delivered' && !operation.startsWith(message),
      ).length,
    }
  }

  #get(path: string): Promise<Answer> {
    const done = ({ status }: Answer) => status === 200 || status === 404
    return this.#gateway.insist(() => this.#gateway.call('GET', path), done, askPatienceMs, this.#signal)
  }

  /** Sent again until the gateway takes it: a platform that fails is no reason to give up. */
  #send(method: 'PUT' | 'POST', path: string, body: object, key?: string): Promise<Answer> {
    const headers = key === undefined ? {} : { 'idempotency-key': key }
    return this.#gateway.insist(
      () => this.#gateway.call(method, path, { body, headers }),
      ({ status }) => status < 300,
      askPatienceMs,
      this.#signal,
    )
  }

  async #until<T>(code: string, what: string, look: () => Promise<T | undefined>): Promise<T> {
    for (const deadline = performance.now() + storyPatienceMs; ; ) {
      const found = await look()
      if (found !== undefined) return found
      if (performance.now() > deadline) throw this.#gateway.unreachable(`${code}: ${what}`)
      await sleep(lookMs, undefined, this.#signal === undefined ? {} : { signal: this.#signal })
    }
  }

  /** What the gateway would do by itself in a while: after faults in a row that is longer than anybody watches a demo. */
  async #hurry(routine: string): Promise<void> {
    const now = performance.now()
    if (this.#admin === undefined || now - this.#hurried < hurryMs) return
    this.#hurried = now
    await this.#admin.hurry(routine)
  }

  #say(text: string): void {
    this.#progress.say(text)
  }
}
