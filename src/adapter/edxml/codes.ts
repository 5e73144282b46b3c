import type { DocumentStatus } from '../../contract/types.generated.ts'
import { EdxmlFault } from './fault.ts'
import type { Business } from './types.ts'

export type StatusWord = DocumentStatus['status']
export type BusinessWord = Business['kind']

/** QCVN 102: what became of a document, or of the wish to have it back. */
const statusCodes: Readonly<Record<StatusWord, string>> = {
  arrived: '01',
  rejected: '02',
  accepted: '03',
  assigned: '04',
  processing: '05',
  finished: '06',
  'withdrawal-asked': '13',
  'withdrawal-agreed': '15',
  'withdrawal-refused': '16',
}

const businessCodes: Readonly<Record<BusinessWord, string>> = {
  new: '0',
  revoke: '1',
  update: '2',
  replace: '3',
}

export const statusCode = (word: StatusWord) => statusCodes[word]
export const businessCode = (word: BusinessWord) => businessCodes[word]

/** @throws EdxmlFault for a code that the standard does not have. */
export function statusWord(code: string): StatusWord {
  const word = wordOf(statusCodes, code.trim().padStart(2, '0'))
  if (word === undefined) throw new EdxmlFault('status')
  return word
}

/** @throws EdxmlFault */
export function businessWord(code: string): BusinessWord {
  const word = wordOf(businessCodes, code.trim())
  if (word === undefined) throw new EdxmlFault('business')
  return word
}

function wordOf<W extends string>(codes: Readonly<Record<W, string>>, code: string): W | undefined {
  return (Object.keys(codes) as W[]).find(word => codes[word] === code)
}
