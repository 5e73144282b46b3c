import { AdapterFault } from '../../adapter-fault.ts'
import type { CodecFactory, Translate } from '../codec.ts'

const pass: Translate = value => value

/** `absent("")`: how the platform spells "there is none". Decodes null and a missing member alike. */
export const absent: CodecFactory = ([spelling]) => {
  if (spelling === undefined) throw new AdapterFault('absent needs the spelling, for example absent("")')
  return {
    encode: value => (value === undefined ? spelling : value),
    decode: value => (value === spelling ? undefined : value),
    check: pass,
    onlyAbsence: true,
    lossless: true,
  }
}

const needed = { vi: 'nền tảng đích bắt buộc phải có', en: 'is required by the platform' }
const mustBeThere = { vi: 'phải có', en: 'must be there' }

/** `required`: the platform needs the value; without it nothing is sent, and nothing is made up. */
export const required: CodecFactory = () => ({
  encode: (value, run) => (value === undefined || value === '' ? run.fail(needed, value) : value),
  decode: (value, run) => (value === undefined || value === '' ? run.fail(mustBeThere, value) : value),
  lossless: true,
})

/** `default("local")`: the default that our own model declares, never an invention. Decodes to the default spelled out. */
export const defaulted: CodecFactory = ([value]) => {
  if (value === undefined || value === null) throw new AdapterFault('default needs a value')
  return {
    encode: given => (given === undefined ? value : given),
    decode: pass,
    onlyAbsence: true,
    lossless: true,
  }
}

/** `const("…")`: the platform always gets this value; it means nothing to us. */
export const constant: CodecFactory = ([value]) => {
  if (value === undefined) throw new AdapterFault('const needs a value')
  return { encode: () => value, decode: () => undefined, single: true, lossless: true }
}
