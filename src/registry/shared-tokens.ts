import { readFileSync } from 'node:fs'
import { Redis } from 'ioredis'
import { memoryTokens, type StoredToken, type TokenStore } from '../adapter/index.ts'
import type { Seal } from '../ledger/seal.ts'

export interface SharedTokens extends TokenStore {
  close(): Promise<void>
}

const prefix = 'lienthong:token:'
// A login costs less than a long wait for a Redis that is away.
const patienceMs = 500

const dropScript = readFileSync(new URL('./drop-token.lua', import.meta.url), 'utf8')

/** Tokens of all gateway processes when there is a Redis; else undefined, and each adapter keeps its own. */
export function openTokens(redisUrl: string | undefined, seal: Seal): SharedTokens | undefined {
  return redisUrl === undefined ? undefined : sharedTokens(redisUrl, seal)
}

/**
 * Sessions and tokens in Redis, sealed, and in this process. Redis away: each process has its own, and logs in for
 * itself. Never rejects.
 */
export function sharedTokens(redisUrl: string, seal: Seal): SharedTokens {
  const redis = new Redis(redisUrl, {
    maxRetriesPerRequest: 1,
    commandTimeout: patienceMs,
  })
  redis.on('error', () => undefined)
  const own = memoryTokens()

  async function read(key: string): Promise<{ raw: string; token: StoredToken } | undefined> {
    const raw = await redis.get(prefix + key).catch(() => null)
    const token = raw === null ? undefined : unseal(seal, key, raw)
    return raw === null || token === undefined ? undefined : { raw, token }
  }

  return {
    peek: key => own.peek?.(key),
    async get(key) {
      const kept = await own.get(key)
      if (kept !== undefined && kept.expiresAt.getTime() > Date.now()) return kept
      const shared = await read(key)
      if (shared !== undefined) await own.put(key, shared.token)
      return shared?.token
    },
    async put(key, token) {
      await own.put(key, token)
      const leftMs = token.expiresAt.getTime() - Date.now()
      if (leftMs < 1) return
      const text = JSON.stringify({ value: token.value, expiresAt: token.expiresAt.toISOString() })
      const sealed = seal.close(prefix + key, text).toString('base64')
      await redis.set(prefix + key, sealed, 'PX', Math.ceil(leftMs)).catch(() => undefined)
    },
    async drop(key, value) {
      await own.drop(key, value)
      const shared = await read(key)
      if (shared?.token.value !== value) return
      await redis.eval(dropScript, 1, prefix + key, shared.raw).catch(() => undefined)
    },
    async close() {
      redis.disconnect()
    },
  }
}

/** One that another key sealed, or that somebody has put there, is none. */
function unseal(seal: Seal, key: string, raw: string): StoredToken | undefined {
  try {
    const { value, expiresAt } = JSON.parse(seal.open(prefix + key, Buffer.from(raw, 'base64')))
    const token = { value: String(value), expiresAt: new Date(expiresAt) }
    return Number.isNaN(token.expiresAt.getTime()) ? undefined : token
  } catch {
    return undefined
  }
}
