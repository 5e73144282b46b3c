export type Point = 'received' | 'paid' | 'result-ready'

/** What became of one land transfer, as its own page at the gateway and the sandbox platforms tell it. */
export interface Story {
  readonly dossier: string
  readonly citizenVerified: boolean
  /** The land registry's last word. */
  readonly land: 'finished' | 'open'
  /** Đồng: what the tax office asked for and what is still owed. */
  readonly taxDue: number
  readonly taxRemaining: number
  readonly paymentConfirmed: boolean
  /** The citizen's messages that arrived on a telephone: each point once, whatever was sent twice. */
  readonly messages: Readonly<Record<Point, number>>
  /** Of which nobody knows whether they arrived: not sent again by themselves, because they could come twice. */
  readonly messagesInDoubt: number
  /** What the telephones themselves have of this dossier. */
  readonly onTelephones: number
  /** How many of those came a second time. */
  readonly onTelephonesAgain: number
  /** How often the portal has the agency's answer to the question that was asked there. */
  readonly questionAnswers: number
  /** The statuses that the portal holds, in the order in which they came. */
  readonly portalStatuses: readonly string[]
  readonly seconds: number
}

/** The statuses that the agency sends, in the portal's numbers: accepted, processing, payment, processing, completed, returned. */
const owedStatuses = ['2', '4', '6', '4', '9', '10']

/** Everything happened that should, each thing once; a message in doubt counts as told, because it is not sent again. */
export function isToldWell(story: Story): boolean {
  const told = Object.values(story.messages)
  const sent = told.reduce((sum, count) => sum + count, 0)
  return (
    story.citizenVerified &&
    story.land === 'finished' &&
    story.taxDue > 0 &&
    story.taxRemaining === 0 &&
    story.paymentConfirmed &&
    told.every(count => count <= 1) &&
    sent + story.messagesInDoubt === told.length &&
    story.onTelephones >= sent &&
    story.onTelephones <= told.length &&
    story.onTelephonesAgain === 0 &&
    story.questionAnswers === 1 &&
    story.portalStatuses.join() === owedStatuses.join()
  )
}
