import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { nearest } from '../contract/nearest.ts'
import { seldomRun } from '../contract/own-schema.ts'
import { toViolations } from '../contract/violations.ts'
import { Fault } from '../errors/fault.ts'
import { settingsSchema } from './schema.ts'

export interface Settings {
  role: 'all' | 'gateway' | 'worker'
  host: string
  port: number
  /** Absolute path. */
  data: string
  databaseUrl?: string
  redisUrl?: string
  sealKey?: string
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  /** `-` is standard output. */
  logFile: string
  bodyLimitBytes: number
  bodySeconds: number
  stopGraceSeconds: number
  lateEffectSeconds: number
  sandbox: { enabled: boolean; port: number }
  proxies: {
    /** Addresses or `address/prefix`. */
    trusted: string[]
    addressHeader: 'x-forwarded-for' | 'forwarded'
    certificateHeader?: string
    fingerprintHeader?: string
  }
  /** Paths of PEM files; without a certificate there is no TLS. */
  tls: {
    host: string
    port: number
    certificate?: string
    key?: string
    clientAuthorities?: string
    askClients: boolean
  }
  egress: {
    /** `address/prefix` or `address/prefix:port`. */
    allowedNetworks: string[]
  }
  registry: { dualControl: boolean }
  population: {
    profiles?: string
    officerPerMinute: number
    unitPerMinute: number
    perMinute: number
    sequence: number
    officeFrom: number
    officeTo: number
  }
  payments: {
    repairAfterMinutes: number
    repairForDays: number
    /** `HH:mm`, on the clock of Vietnam. */
    reconcileAt: string
  }
  /** `quietHours`: HH:mm-HH:mm on Vietnam's clock, or none. */
  notifications: { enabled: boolean; quietHours: string; dailyCap: number; fallbackOnUndelivered: boolean }
  tax: { firstSeconds: number; longestSeconds: number }
  questions: { pullSeconds: number; keepAskerDays: number }
  /** `publicUrl`: where platforms reach the gateway. */
  files: { publicUrl?: string; linkDays: number }
  attachments: {
    limitBytes: number
    seconds: number
    unusedBytes: number
    unusedHours: number
    keepDays: number
  }
  adapters: Record<string, Record<string, unknown>>
}

type Environment = Readonly<Record<string, string | undefined>>
interface Property {
  readonly env?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly writeOnly?: boolean
  readonly properties?: Readonly<Record<string, Property>>
}

/** Read by the programs that call a gateway (demo, bench), not by the gateway. */
const callers = ['LIENTHONG_URL', 'LIENTHONG_KEY']
const fileVariable = 'LIENTHONG_SETTINGS'

const ajv = new Ajv2020({ ...seldomRun, useDefaults: true })
ajv.addKeyword('env')
const validate = ajv.compile(settingsSchema)

/**
 * Settings from the file (`LIENTHONG_SETTINGS`, else settings.json in the data folder, if there is one), the
 * environment over it, defaults under it.
 *
 * @throws Fault `settings-invalid`, naming every wrong or unknown key and the nearest valid one.
 */
export function loadSettings(env: Environment = process.env): Settings {
  const faults: string[] = []
  const fromEnvironment = readEnvironment(env, faults)
  const data = resolve(String(fromEnvironment.data ?? settingsSchema.properties.data.default))
  // Set but empty counts as not set, as with every other variable.
  const named = env[fileVariable] || undefined
  const file = named ?? join(data, 'settings.json')
  const fromFile = named !== undefined || existsSync(file) ? readFile(file) : {}
  const merged = merge(fromFile, fromEnvironment)
  if (!validate(merged)) {
    for (const error of validate.errors ?? []) {
      const unknown = error.params.additionalProperty as string | undefined
      const [violation] = toViolations([error])
      const hint = unknown === undefined ? '' : suggestion(unknown, propertyNames(error.instancePath))
      faults.push(`${violation?.pointer || '/'} ${violation?.message.en}${hint}`)
    }
  }
  if (faults.length > 0) throw new Fault('settings-invalid', { params: { faults: faults.join('; ') } })
  const settings = merged as unknown as Settings & {
    sandbox: { enabled?: boolean; port: number }
    notifications: Omit<Settings['notifications'], 'enabled' | 'quietHours'> & {
      enabled?: boolean
      quietHours?: string
    }
    questions: { pullSeconds?: number; keepAskerDays: number }
  }
  const folder = resolve(settings.data)
  const sandbox = settings.sandbox.enabled ?? Object.keys(settings.adapters).length === 0
  const {
    enabled = sandbox,
    quietHours = sandbox ? 'none' : '21:00-07:00',
    ...messages
  } = settings.notifications
  const { pullSeconds = sandbox ? 15 : 900, keepAskerDays } = settings.questions
  return {
    ...settings,
    data: folder,
    logFile: settings.logFile ?? join(folder, 'gateway.log'),
    sandbox: {
      port: settings.sandbox.port,
      enabled: sandbox,
    },
    notifications: { ...messages, enabled, quietHours },
    questions: { pullSeconds, keepAskerDays },
  }
}

/** The settings as they may be shown: what is `writeOnly` is only said to be set. */
export function redactSettings(settings: Settings): Record<string, unknown> {
  const properties: Readonly<Record<string, Property>> = settingsSchema.properties
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => {
        if (properties[key]?.writeOnly !== true) return [key, value]
        return [key, typeof value === 'object' ? Object.keys(value) : '(set)']
      }),
  )
}

function readEnvironment(env: Environment, faults: string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  const known = new Set<string>([fileVariable, ...callers])
  const visit = (properties: Readonly<Record<string, Property>>, target: Record<string, unknown>) => {
    for (const [key, property] of Object.entries(properties)) {
      if (property.properties !== undefined) {
        const inner: Record<string, unknown> = {}
        visit(property.properties, inner)
        if (Object.keys(inner).length > 0) target[key] = inner
      }
      if (property.env === undefined) continue
      known.add(property.env)
      const text = env[property.env]
      if (text === undefined || text === '') continue
      target[key] = parse(text, property, fault => faults.push(`${property.env} ${fault}`))
    }
  }
  visit(settingsSchema.properties, values)
  for (const name of Object.keys(env)) {
    if (name.startsWith('LIENTHONG_') && !known.has(name))
      faults.push(`${name} is not a setting${suggestion(name, [...known])}`)
  }
  return values
}

function parse(text: string, property: Property, fault: (text: string) => void): unknown {
  if (property.type === 'integer') {
    if (/^-?\d{1,15}$/.test(text)) return Number(text)
    fault('must be a whole number')
  }
  if (property.type === 'array') return text.split(',').map(item => item.trim())
  if (property.type === 'boolean') {
    if (/^(1|true|on|yes)$/i.test(text)) return true
    if (/^(0|false|off|no)$/i.test(text)) return false
    fault('must be on or off')
    return undefined
  }
  return text
}

function readFile(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
    throw new TypeError('it does not hold a JSON object')
  } catch (cause) {
    // A syntax error quotes the text around it, which may be a secret.
    const reason = cause instanceof SyntaxError ? 'it is not valid JSON' : String((cause as Error).message)
    throw new Fault('settings-invalid', {
      params: { faults: `the file ${path} cannot be read: ${reason}` },
      cause,
    })
  }
}

function merge(below: Record<string, unknown>, above: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...below }
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key]
    merged[key] = isObject(under) && isObject(value) ? merge(under, value) : value
  }
  return merged
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function propertyNames(pointer: string): string[] {
  const section = pointer.split('/')[1] ?? ''
  const inside = (settingsSchema.properties as Readonly<Record<string, Property>>)[section]?.properties
  return Object.keys(inside ?? settingsSchema.properties)
}

function suggestion(name: string, candidates: readonly string[]): string {
  const best = nearest(name, candidates)
  return best === undefined ? '' : ` (did you mean ${best}?)`
}
