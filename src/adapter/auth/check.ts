import { type AuthSpec, type StepSpec, stepsOf } from './spec.ts'

/** What is wrong with `auth` beyond its shape. */
export function authFaults(auth: AuthSpec, isSecret: (setting: string) => boolean): string[] {
  const steps = stepsOf(auth)
  return [...secretFaults(steps, isSecret), ...headerFaults(steps), ...orderFaults(steps)]
}

/** A secret that is not marked would be shown in forms, kept unsealed and written into logs. */
function secretFaults(steps: readonly StepSpec[], isSecret: (setting: string) => boolean): string[] {
  return steps.flatMap(step =>
    secretTexts(step)
      .flatMap(text => [...text.matchAll(/\{settings\.([A-Za-z0-9]+)\}/g)])
      .map(([, name = '']) => name)
      .filter(name => !isSecret(name))
      .map(name => `auth: the setting ${name} is a secret of ${step.kind} and needs "writeOnly": true`),
  )
}

function secretTexts(step: StepSpec): string[] {
  switch (step.kind) {
    case 'oauth2':
      return [step.clientSecret ?? '']
    case 'refresh-token':
      return [step.refreshToken, ...Object.values(step.headers ?? {})]
    case 'lgspaccesstoken':
      return [step.secretKey]
    case 'basic':
      return [step.password]
    case 'basic-digest':
    case 'vxp-signature':
      return [step.secret]
    case 'standard-webhooks':
      return [step.secrets]
    case 'client-certificate':
      return [step.key, step.passphrase ?? '']
    case 'headers':
    case 'session-login':
    case 'none':
      return []
  }
}

/** Of two steps that write one header the later would win silently. */
function headerFaults(steps: readonly StepSpec[]): string[] {
  const names = steps.flatMap(headersOf).map(name => name.toLowerCase())
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
    name => `auth: two steps write the header ${name}`,
  )
}

function headersOf(step: StepSpec): string[] {
  switch (step.kind) {
    case 'oauth2':
    case 'refresh-token':
      return [step.header ?? 'Authorization']
    case 'lgspaccesstoken':
      return [step.header ?? 'lgspaccesstoken']
    case 'headers':
      return Object.keys(step.headers)
    case 'basic':
      return ['Authorization']
    case 'basic-digest':
      return ['Authorization', 'Timestamp']
    case 'standard-webhooks':
      return ['webhook-timestamp', 'webhook-signature']
    case 'vxp-signature':
    case 'session-login':
    case 'client-certificate':
    case 'none':
      return []
  }
}

function orderFaults(steps: readonly StepSpec[]): string[] {
  const kinds = steps.map(({ kind }) => kind)
  const once = ['session-login', 'oauth2', 'refresh-token', 'client-certificate', 'vxp-signature'] as const
  const signed = kinds.indexOf('oauth2')
  const bare = steps.some(step => step.kind === 'oauth2' && step.dialect === 'bare')
  return [
    ...once
      .filter(kind => kinds.filter(other => other === kind).length > 1)
      .map(kind => `auth: ${kind} twice`),
    ...(bare && signed === 0
      ? ['auth: oauth2 in the dialect bare needs a step before it that signs its call']
      : []),
  ]
}
