import { isUtf8 } from 'node:buffer'
import { isMembers, type Members } from '../members.ts'
import { printable } from './checks.ts'
import { Refusal } from './codes.ts'

/** What HTTP brought, before anybody believes a word of it. */
export interface Incoming {
  readonly contentType: string
  readonly dstcode: string
  readonly body: Uint8Array
}

/**
 * Reads a JSON object (reference 1.1: UTF-8 JSON, `Content-Type: application/json`). Bytes that are not UTF-8 are
 * refused, not mended: mending would hide a sender's encoding error.
 *
 * @throws {Refusal} unreadable, envelope
 */
export function readObject(incoming: Incoming): Members {
  const value = readJson(incoming)
  if (!isMembers(value)) throw new Refusal('envelope', 'phải là một đối tượng JSON')
  return value
}

/** The same for a bare array. @throws {Refusal} unreadable, envelope */
export function readList(incoming: Incoming): readonly unknown[] {
  const value = readJson(incoming)
  if (!Array.isArray(value)) throw new Refusal('envelope', 'phải là một mảng JSON')
  return value
}

function readJson(incoming: Incoming): unknown {
  if (!/^application\/json\s*(?:;|$)/i.test(incoming.contentType))
    throw new Refusal('unreadable', 'Content-Type')
  if (!isUtf8(incoming.body)) throw new Refusal('unreadable', 'UTF-8')
  return parse(Buffer.from(incoming.body.buffer, incoming.body.byteOffset, incoming.body.length))
}

/** A member of the envelope that must be a non-empty string. @throws {Refusal} missing, wrongType */
export function requireText(envelope: Members, name: string): string {
  const value = envelope[name]
  if (value === undefined || value === '') throw new Refusal('missing', name)
  if (typeof value !== 'string') throw new Refusal('wrongType', name)
  return value
}

/** @throws {Refusal} envelope, for a member that the service does not have */
export function allowOnly(envelope: Members, names: readonly string[]): void {
  for (const name of Object.keys(envelope)) {
    if (!names.includes(name)) throw new Refusal('envelope', `không có tham số ${printable(name)}`)
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new Refusal('unreadable', 'JSON')
  }
}
