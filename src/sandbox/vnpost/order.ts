import { isMembers, type Members } from '../members.ts'

/** Members of an order in one dialect, and which are numbers. */
export interface OrderForm {
  readonly number: string
  readonly customer: string
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

const base = {
  required: [
    'orderNumber',
    'senderProvince',
    'receiverName',
    'receiverAddress',
    'receiverTel',
    'receiverProvince',
  ],
  optional: [
    'codAmount',
    'senderDistrict',
    'senderAddress',
    'senderName',
    'senderTel',
    'senderEmail',
    'senderDesc',
    'description',
    'receiverDistrict',
    'receiverEmail',
  ],
} as const

export const ngspForm: OrderForm = { number: 'orderNumber', customer: 'customerCode', ...base }

const capital = (name: string) =>
  name === 'codAmount' ? 'CODAmount' : name.charAt(0).toUpperCase() + name.slice(1)

export const lgspForm: OrderForm = {
  number: 'OrderNumber',
  customer: 'CustomerCode',
  required: [...base.required, 'codAmount', 'senderDistrict', 'receiverDistrict'].map(capital),
  optional: [
    ...base.optional.filter(name => !/District|codAmount/.test(name)).map(capital),
    'ItemCode',
    'FlagConfig',
  ],
}

const isNumeric = (name: string) => /Province|District|codAmount|CODAmount|FlagConfig/.test(name)

/** What is wrong with an order, or undefined: a member missing, one that nobody knows, one of the wrong kind. */
export function faultOf(body: unknown, form: OrderForm, customer: string): string | undefined {
  if (!isMembers(body)) return 'not an object'
  if (body[form.customer] !== customer) return form.customer
  const known = new Set([form.customer, ...form.required, ...form.optional])
  return (
    Object.keys(body).find(name => !known.has(name)) ??
    form.required.find(name => isEmpty(body[name])) ??
    Object.keys(body).find(name => name !== form.customer && !isOfItsKind(name, body[name]))
  )
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === ''

const isOfItsKind = (name: string, value: unknown) =>
  isNumeric(name) ? Number.isInteger(value) && Number(value) >= 0 : typeof value === 'string'

/** The same order told in other words is another order. */
export function contentOf(body: Members): string {
  return JSON.stringify(Object.entries(body).sort(([one], [other]) => one.localeCompare(other)))
}
