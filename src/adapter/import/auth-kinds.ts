import type { Draft, SettingDraft } from './draft.ts'
import { secretSetting, textSetting } from './settings.ts'

interface AuthDraft {
  readonly auth: Readonly<Record<string, unknown>>
  readonly settings: Readonly<Record<string, SettingDraft>>
}

const account = {
  username: textSetting('Tài khoản / account', 'thu-nghiem'),
  password: secretSetting('Mật khẩu / password'),
}

/** What can be said of each way of proving who calls before anybody has read the guide; the rest are settings. */
const kinds: Readonly<Record<string, AuthDraft>> = {
  basic: {
    auth: { kind: 'basic', username: '{settings.username}', password: '{settings.password}' },
    settings: account,
  },
  'basic-digest': {
    auth: {
      kind: 'basic-digest',
      username: '{settings.username}',
      secret: '{settings.password}',
      serviceUrl: '{settings.serviceUrl}',
    },
    settings: {
      ...account,
      serviceUrl: textSetting(
        'Địa chỉ đã đăng ký, để băm / as registered, for the digest',
        'https://nen-tang.h99.example/dv',
      ),
    },
  },
  headers: {
    auth: { kind: 'headers', headers: { 'X-Api-Key': '{settings.apiKey}' } },
    settings: { apiKey: secretSetting('Khoá / API key') },
  },
  oauth2: {
    auth: {
      kind: 'oauth2',
      url: '{settings.tokenUrl}',
      dialect: 'basic',
      clientId: '{settings.clientId}',
      clientSecret: '{settings.clientSecret}',
      coolDownSeconds: 30,
    },
    settings: {
      tokenUrl: textSetting('Địa chỉ lấy mã / token address', 'https://nen-tang.h99.example/token'),
      clientId: textSetting('Client id', 'thu-nghiem'),
      clientSecret: secretSetting('Client secret'),
    },
  },
  lgspaccesstoken: {
    auth: {
      kind: 'lgspaccesstoken',
      accessKey: '{settings.accessKey}',
      secretKey: '{settings.secretKey}',
      appName: '{settings.appName}',
      partnerCode: '{settings.partnerCode}',
      partnerCodeCus: '{settings.partnerCodeCus}',
    },
    settings: {
      accessKey: textSetting('AccessKey', 'thu-nghiem'),
      secretKey: secretSetting('SecretKey'),
      appName: textSetting('AppName', 'mot-cua'),
      partnerCode: textSetting('PartnerCode', 'H99'),
      partnerCodeCus: textSetting('PartnerCodeCus', 'H99'),
    },
  },
  'session-login': {
    auth: {
      kind: 'session-login',
      session: '/session',
      maxAgeSeconds: 600,
      coolDownSeconds: 30,
      request: {
        path: '{settings.loginPath}',
        body: { username: '{settings.username}', password: '{settings.password}' },
      },
      outcomes: [
        { id: 'in', when: { at: [{ pointer: '/session', filled: true }] }, outcome: 'delivered' },
        {
          id: 'not-admitted',
          when: { at: [{ pointer: '/session', filled: false }] },
          outcome: 'refused',
          owner: 'operator',
          title: { vi: 'Đăng nhập không được', en: 'The login is not accepted' },
          fix: {
            vi: 'Kiểm tra tài khoản, loginPath và "auth" trong adapter.json',
            en: 'Check the account, loginPath and "auth" in adapter.json',
          },
        },
      ],
    },
    settings: { ...account, loginPath: textSetting('Đường dẫn đăng nhập / login path', '/dang-nhap') },
  },
}

export const authKinds: readonly string[] = Object.keys(kinds)

/** Names under which samples show the session of a login. */
const sessionNames = /^(session|sessionId|phien|maPhien|phienLamViec)$/i

/** The draft with a way of proving who calls that the admin named; a session that a sample showed becomes the login's. */
export function withAuth(draft: Draft, kind: string): Draft {
  const chosen = kinds[kind]
  if (chosen === undefined) return draft
  const logsIn = kind === 'session-login'
  const sessions = Object.keys(draft.settings).filter(name => logsIn && sessionNames.test(name))
  const others = Object.entries(draft.settings).filter(([name]) => !sessions.includes(name))
  // The login probably answers with the name that calls carry.
  const [first = 'session'] = sessions
  const auth = JSON.parse(JSON.stringify(chosen.auth).replaceAll('"/session"', `"/${first}"`))
  const carried = (request: object) =>
    sessions.reduce(
      (text, name) => text.replaceAll(`{settings.${name}}`, '{session}'),
      JSON.stringify(request),
    )
  const operations = draft.operations.map(operation => ({
    ...operation,
    request: JSON.parse(carried(operation.request)),
  }))
  return { ...draft, auth, settings: { ...Object.fromEntries(others), ...chosen.settings }, operations }
}
