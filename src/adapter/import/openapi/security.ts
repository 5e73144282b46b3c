import type { SettingDraft } from '../draft.ts'
import { camel, oneLine } from '../names.ts'
import { secretSetting, textSetting } from '../settings.ts'
import { type ApiDocument, isJson, type Json } from './document.ts'
import { lists } from './schema-shape.ts'

export interface Security {
  readonly auth: unknown
  readonly settings: Readonly<Record<string, SettingDraft>>
  /** What could not be said. */
  readonly open: readonly string[]
}

/** How calls prove who they are, as far as the document says it in a way that the kit can do. */
export function securityOf(api: ApiDocument, root: Json): Security {
  const components = isJson(root.components) ? root.components : {}
  const schemes = isJson(components.securitySchemes) ? components.securitySchemes : {}
  const wanted = lists(root.security).find(isJson)
  const names = wanted === undefined ? Object.keys(schemes).slice(0, 1) : Object.keys(wanted)
  const steps: object[] = []
  const settings: Record<string, SettingDraft> = {}
  const open: string[] = []
  for (const name of names.slice(0, 4)) {
    const scheme = Object.hasOwn(schemes, name)
      ? api.resolve({ ...api.root, node: schemes[name] }).node
      : undefined
    const step = isJson(scheme) ? stepOf(name, scheme) : undefined
    if (step === undefined) open.push(oneLine(name, 60))
    else {
      steps.push(step.auth)
      Object.assign(settings, step.settings)
    }
  }
  const [first, ...more] = steps
  return { auth: first === undefined ? { kind: 'none' } : more.length === 0 ? first : steps, settings, open }
}

function stepOf(
  name: string,
  scheme: Json,
): { auth: object; settings: Record<string, SettingDraft> } | undefined {
  const header =
    typeof scheme.name === 'string' && /^[A-Za-z][A-Za-z0-9_-]*$/.test(scheme.name) ? scheme.name : ''
  if (scheme.type === 'http' && scheme.scheme === 'basic') {
    return {
      auth: { kind: 'basic', username: '{settings.username}', password: '{settings.password}' },
      settings: {
        username: textSetting('Tài khoản / account', 'thu-nghiem'),
        password: secretSetting('Mật khẩu / password'),
      },
    }
  }
  if (scheme.type === 'http' && scheme.scheme === 'bearer') {
    return {
      auth: { kind: 'headers', headers: { Authorization: 'Bearer {settings.accessToken}' } },
      settings: { accessToken: secretSetting('Mã truy cập / access token') },
    }
  }
  if (scheme.type === 'apiKey' && scheme.in === 'header' && header !== '' && !/^x-road-/i.test(header)) {
    const setting = camel(name) || 'apiKey'
    return {
      auth: { kind: 'headers', headers: { [header]: `{settings.${setting}}` } },
      settings: { [setting]: secretSetting(header) },
    }
  }
  const flows = isJson(scheme.flows) ? scheme.flows : {}
  if (scheme.type === 'oauth2' && isJson(flows.clientCredentials)) {
    return {
      auth: {
        kind: 'oauth2',
        url: '{settings.tokenUrl}',
        dialect: 'basic',
        clientId: '{settings.clientId}',
        clientSecret: '{settings.clientSecret}',
        coolDownSeconds: 30,
      },
      settings: {
        tokenUrl: {
          schema: { type: 'string', pattern: '^https?://[^\\s]+$', title: 'Địa chỉ lấy mã / token address' },
          required: true,
          example: 'https://nen-tang.h99.example/token',
        },
        clientId: textSetting('Client id', 'thu-nghiem'),
        clientSecret: secretSetting('Client secret'),
      },
    }
  }
  return undefined
}
