import type { TokenStore } from '../auth/tokens.ts'
import type { Egress, EgressRequest } from '../egress/egress.ts'
import type { Reply } from '../egress/reply.ts'
import type { Logger } from '../logger.ts'

/** A session that no platform has given, and that must be found nowhere. */
export const scriptedSession = 'phien-bi-mat-khong-ai-duoc-thay'

/** A platform that answers from a script. Nothing leaves the process. */
export function scriptedEgress(reply: (request: EgressRequest) => Reply): Egress {
  return {
    admit() {},
    async send(request) {
      return reply(request)
    },
    async close() {},
  }
}

/** Always has a session, so that the first call is the operation's own. */
export const loggedIn: TokenStore = {
  async get() {
    return { value: scriptedSession, expiresAt: new Date(8640000000000000) }
  },
  async put() {},
  async drop() {},
}

/** Keeps every line that an adapter writes, the finest ones too. */
export function keepingLog(): { readonly log: Logger; readonly lines: string[] } {
  const lines: string[] = []
  const write = (context: Readonly<Record<string, unknown>>, message: string) => {
    lines.push(`${message} ${JSON.stringify(context)}`)
  }
  return { log: { debug: write, info: write, warn: write, error: write }, lines }
}
