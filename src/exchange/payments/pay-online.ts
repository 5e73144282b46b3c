import { hash } from 'node:crypto'
import type { Client } from '../../access/clients.ts'
import type { Adapter, AnsweredFile } from '../../adapter/index.ts'
import { speaksFor } from '../../catalog/agency-code.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { Dossier, Payment } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import type { PaymentRecord, Payments } from '../../ledger/payments.ts'
import type { Records } from '../../ledger/records.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { AskPlatform } from '../ask.ts'
import { ownDossier } from '../own-dossier.ts'
import { serves } from '../route.ts'
import type { Sender } from '../submit.ts'
import { type Bill, sumViolations } from './bill.ts'
import { newReference, stampOf } from './reference.ts'

export interface PayOnlineParts {
  readonly payments: Payments
  readonly records: Records
  readonly seal: Seal
  readonly catalog: Catalog
  /** Those that new messages go to. */
  readonly adapters: () => readonly Adapter[]
  readonly platform: AskPlatform
  readonly clock: () => Date
  /** A payment that is this old and of which nothing has been heard is asked about. Milliseconds. */
  readonly repairAfterMs: number
}

/** A payment as agency systems see it. */
export interface PaymentView {
  readonly reference: string
  readonly dossier: string
  readonly adapter: string
  readonly kind: 'fee' | 'fine'
  readonly amount: number
  readonly state: PaymentRecord['state']
  /** Where the citizen pays; absent once there is nothing to pay. */
  readonly url?: string
  readonly refusal?: string
  readonly transaction?: string
  readonly bank?: string
  readonly toldBy?: string
  readonly toldAt?: string
  readonly createdAt: string
}

/** Use cases of an agency system that has a citizen pay. */
export class PayOnline {
  readonly #parts: PayOnlineParts

  constructor(parts: PayOnlineParts) {
    this.#parts = parts
  }

  /**
   * Creates a payment at the platform that serves the dossier's agency. It is on record before the call leaves. With an
   * idempotency key the same request gets the same payment, and one that did not reach the platform is sent there again
   * under the same reference and stamp; nothing can be paid twice by that, because only the caller has the address.
   *
   * @throws Fault `body-invalid` when the parts do not come to the amount, `dossier-unknown`, `payment-platform-missing`,
   *   `platform-would-refuse`, `idempotency-mismatch`, `idempotency-running`, and as AskPlatform does.
   */
  async create(sender: Sender, request: Payment): Promise<{ payment: PaymentView; fresh: boolean }> {
    const violations = sumViolations(request)
    if (violations.length > 0)
      throw new Fault('body-invalid', { params: { count: violations.length }, violations })
    const { payments } = this.#parts
    const fingerprint = hash('sha256', JSON.stringify(request), 'buffer')
    const key = keyOf(sender)
    const earlier = key === null ? undefined : await payments.byKey(sender.client.id, key)
    if (earlier !== undefined) return this.#again(sender, earlier, fingerprint)
    const { agency, ...known } = await this.#dossier(sender.client, request.dossier)
    const adapter = this.#adapter(request, agency.code)
    const now = this.#parts.clock()
    const { adapter: _, ...words } = request
    const bill: Bill = { ...words, ...known, agency, reference: newReference(now), stamp: stampOf(now) }
    const refusals = adapter.check('payment.create', bill)
    if (refusals.length > 0)
      throw new Fault('platform-would-refuse', {
        params: { adapter: adapter.id, count: refusals.length },
        violations: refusals,
      })
    const written = await payments.create({
      reference: bill.reference,
      client_id: sender.client.id,
      dossier_code: request.dossier,
      agency: agency.code,
      adapter: adapter.id,
      kind: request.kind,
      amount: request.amount,
      stamp: bill.stamp,
      bill: this.#parts.seal.close(sealedBill(bill.reference), JSON.stringify(bill)),
      fingerprint,
      idempotency_key: key,
      asking_until: patience(adapter, now),
      query_at: new Date(now.getTime() + this.#parts.repairAfterMs),
      now,
    })
    // Another process was quicker with the same key.
    if (!written) throw new Fault('idempotency-running')
    await this.#open(sender, bill, adapter.id)
    return { payment: await this.get(sender.client, bill.reference), fresh: true }
  }

  /** @throws Fault `payment-unknown`, also when it is outside the client's scope. */
  async get(client: Pick<Client, 'agency'>, reference: string): Promise<PaymentView> {
    return this.#view(await this.#find(client, reference))
  }

  /**
   * The receipt, as the platform gives it.
   *
   * @throws Fault `payment-unknown`, `payment-unpaid`, and as AskPlatform does.
   */
  async receipt(sender: Sender, reference: string, signal: AbortSignal): Promise<AnsweredFile> {
    const payment = await this.#find(sender.client, reference)
    const { state, adapter, stamp } = payment
    if (state !== 'paid') throw new Fault('payment-unpaid', { params: { state } })
    const { file } = await this.#parts.platform.ask({
      client: sender.client,
      correlationId: sender.correlationId,
      adapter,
      operation: 'payment.receipt',
      canonical: { reference, stamp },
      signal,
    })
    if (file === undefined)
      throw new Fault('exchange-unknown', { params: { adapter, operation: 'payment.receipt' } })
    return file
  }

  /** What citizens pay for a dossier, newest first. @throws Fault `dossier-unknown`, also outside the client's scope */
  async ofDossier(client: Pick<Client, 'agency'>, code: string): Promise<PaymentView[]> {
    await ownDossier(this.#parts.records, client, code)
    return (await this.#parts.payments.ofDossier(code)).map(payment => this.#view(payment))
  }

  /** The same request again: the same payment, sent to the platform again if it has not got there. */
  async #again(sender: Sender, payment: PaymentRecord, fingerprint: Buffer) {
    if (!payment.fingerprint.equals(fingerprint)) throw new Fault('idempotency-mismatch')
    const { reference, adapter: name, state } = payment
    if (state === 'refused')
      throw new Fault('ask-refused', { params: { adapter: name, rule: payment.refusal ?? '' } })
    if (state === 'created') {
      const adapter = this.#parts.adapters().find(({ id }) => id === name)
      if (adapter === undefined)
        throw new Fault('payment-platform-missing', { params: { agency: payment.agency } })
      const now = this.#parts.clock()
      if (!(await this.#parts.payments.take(reference, now, patience(adapter, now))))
        throw new Fault('idempotency-running')
      const bill = JSON.parse(this.#parts.seal.open(sealedBill(reference), payment.bill)) as Bill
      await this.#open(sender, bill, name)
    }
    return { payment: await this.get(sender.client, reference), fresh: false }
  }

  async #open({ client, correlationId }: Sender, bill: Bill, adapter: string): Promise<void> {
    const { payments, seal, clock, platform } = this.#parts
    const { reference } = bill
    try {
      const { answer } = await platform.ask({
        client,
        correlationId,
        adapter,
        operation: 'payment.create',
        canonical: bill,
      })
      const url = answer?.url
      // It goes to a citizen's browser.
      if (typeof url !== 'string' || !/^https?:\/\/[^\s]+$/.test(url))
        throw new Fault('ask-failed', { params: { adapter, rule: 'no-address' } })
      await payments.opened(reference, seal.close(sealedUrl(reference), url), clock())
    } catch (error) {
      // What the caller can mend makes another bill; for all else the same one may be sent again.
      const code = error instanceof Fault ? error.code : 'unexpected'
      const rule = error instanceof Fault ? String(error.params.rule ?? code) : code
      await payments.notOpened(reference, rule, code === 'ask-refused', clock())
      throw error
    }
  }

  async #find(client: Pick<Client, 'agency'>, reference: string): Promise<PaymentRecord> {
    const payment = await this.#parts.payments.find(reference)
    if (payment === undefined || !speaksFor(client, payment.agency)) throw new Fault('payment-unknown')
    return payment
  }

  async #dossier(client: Client, code: string): Promise<Pick<Bill, 'procedure' | 'agency'>> {
    const { records, seal, catalog } = this.#parts
    const record = await ownDossier(records, client, code)
    const body = await records.body(record.content_message)
    if (body === undefined) throw new Fault('dossier-unknown')
    const { procedure, agency, receivedAt, filedAt } = JSON.parse(
      seal.open(record.content_message, body),
    ) as Dossier
    const national = catalog.nationalProcedure(procedure, new Date(receivedAt ?? filedAt))
    const name = procedure.name ?? (national.kind === 'national' ? national.name : undefined)
    return {
      procedure: {
        code: national.kind === 'national' ? national.nationalCode : procedure.code,
        ...(name === undefined ? {} : { name }),
      },
      agency,
    }
  }

  #adapter({ adapter: name }: Payment, agency: string): Adapter {
    const adapter = this.#parts
      .adapters()
      .find(
        one =>
          one.operations.get('payment.create')?.direction === 'ask' &&
          serves(one, agency, this.#parts.catalog.currentAgency(agency)?.code) &&
          (name === undefined || one.id === name),
      )
    if (adapter === undefined) throw new Fault('payment-platform-missing', { params: { agency } })
    return adapter
  }

  #view(payment: PaymentRecord): PaymentView {
    const { reference, url, state, told_at } = payment
    const payable = state === 'open' || state === 'failed'
    return {
      reference,
      dossier: payment.dossier_code,
      adapter: payment.adapter,
      kind: payment.kind,
      amount: payment.amount,
      state,
      ...(payable && url !== null ? { url: this.#parts.seal.open(sealedUrl(reference), url) } : {}),
      ...(payment.refusal === null ? {} : { refusal: payment.refusal }),
      ...(payment.transaction === null ? {} : { transaction: payment.transaction }),
      ...(payment.bank === null ? {} : { bank: payment.bank }),
      ...(payment.told_by === null ? {} : { toldBy: payment.told_by }),
      ...(told_at === null ? {} : { toldAt: told_at.toISOString() }),
      createdAt: payment.created_at.toISOString(),
    }
  }
}

export const sealedBill = (reference: string) => `payment ${reference}`
const sealedUrl = (reference: string) => `payment-url ${reference}`

/** Callers put what they like into it, a person's number too: the ledger keeps its hash. */
function keyOf({ idempotencyKey }: Sender): string | null {
  return idempotencyKey === undefined ? null : hash('sha256', idempotencyKey, 'base64url')
}

/** When whoever creates it at the platform must be done, or is gone (Adapter: four time-outs at most). */
function patience({ limits }: Adapter, now: Date): Date {
  return new Date(now.getTime() + limits.timeoutMs * 4 + 1_000)
}
