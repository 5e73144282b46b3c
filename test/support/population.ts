import type { Dossier } from '../../src/contract/types.generated.ts'
import { aDossier, type Caller, newCode } from '../api/support.ts'

/** The person of the reference's samples, who stands in the dossiers of these tests. */
export const subject = { personalId: '000099000123', name: 'Trần Thị Thử Nghiệm', birth: '1999-02-15' }
export const officer = { id: '000000000011', account: 'canbo.thunghiem' }

/** An open dossier about a driving licence of that person, at H99.05. */
export async function openDossier(caller: Caller, changes: Partial<Record<keyof Dossier, unknown>> = {}) {
  const code = newCode()
  const applicant = {
    type: 'citizen',
    name: subject.name.toUpperCase(),
    identities: [{ type: 'personal-id', number: subject.personalId }],
  }
  const { status, text } = await caller.put(code, aDossier({ applicant, ...changes }))
  if (status !== 202) throw new Error(`the dossier was not taken: ${text}`)
  return code
}

/** A question that may be asked; members of undefined are left out. */
export function question(dossier: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    officer,
    unit: { code: 'H99.05' },
    procedure: { code: '2.900452' },
    dossier,
    purpose: 'Kiểm tra nhân thân chủ hồ sơ',
    subject,
    ...changes,
  }
}
