import { readFileSync } from 'node:fs'
import { readCsv } from '../../mapping/csv.ts'
import { wordOf } from '../names.ts'

const file = new URL('../../../../config/import/words.csv', import.meta.url)

/** One line of config/import/words.csv. */
export interface Word {
  /** The word and those around it, outermost first, as `wordOf` spells them. */
  readonly native: readonly string[]
  /** Path in our model; of a list as a whole it ends in `[]`. */
  readonly canonical: string
  /** For when nothing better is known. */
  readonly codec: string
  readonly message: 'dossier' | 'step' | ''
}

let shipped: readonly Word[] | undefined

/** The words that come with the gateway. */
export function knownWords(): readonly Word[] {
  shipped ??= readWords(readFileSync(file, 'utf8'))
  return shipped
}

/** @throws AdapterFault when the columns are not those expected. */
export function readWords(text: string): Word[] {
  return readCsv(text, ['native', 'canonical', 'codec', 'message']).map(
    ({ native = '', canonical = '', codec = '', message = '' }) => ({
      native: native.split('.').map(wordOf),
      canonical,
      codec,
      message: message === 'dossier' || message === 'step' ? message : '',
    }),
  )
}
