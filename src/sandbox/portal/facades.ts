import { type Answer, Refusal } from './codes.ts'
import type { Desk } from './desk.ts'
import type { Incoming } from './envelope.ts'
import { asJson, asText, type Told } from './told.ts'

/** An address of a province's LGSP that hides the portal's session. */
export interface Facade {
  readonly path: string
  readonly act: (incoming: Incoming, query: Readonly<Record<string, string>>) => Told
}

/** Reference 1.2: always one dossier, at most ten steps. */
const mostDossiers = 1
const mostSteps = 10

/**
 * P2 (reference 1.2): one address for each task, whose real names are UNKNOWN; bare arrays; progress is answered in plain
 * text. P3 (reference 1.3): the flag is in the address, and 16 fields are the whole dossier.
 */
export function facades(desk: Desk): Facade[] {
  const put = (isUpdating: string) => (incoming: Incoming) =>
    asJson(coded(desk.facade('DongBoHoSoMC', incoming, mostDossiers, { isUpdating })))
  return [
    { path: '/lgsp/them-moi', act: put('False') },
    { path: '/lgsp/cap-nhat', act: put('True') },
    {
      path: '/lgsp/tien-trinh',
      act: incoming => asText(desk.facade('CapNhatTienDoHoSoMC', incoming, mostSteps)),
    },
    {
      path: '/api/SynsTTHCC/DongBoHoSoMC',
      act(incoming, { MaDinhDanhDV = '', isUpdating = '' }) {
        if (!/H\d\d/.test(MaDinhDanhDV)) return asJson(coded(new Refusal('wrongUnit', 'MaDinhDanhDV').answer))
        return asJson(coded(desk.facade('DongBoHoSoMC/16', incoming, mostDossiers, { isUpdating })))
      },
    },
  ]
}

/** Reference 1.2: the code is a string. */
function coded({ error_code, message }: Answer): Answer {
  return { error_code: String(error_code), message }
}
