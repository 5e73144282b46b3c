/** Levels of local government: of agencies, and of the procedures that they handle. */
export const levels = ['province', 'district', 'commune'] as const

export type Level = (typeof levels)[number]

export function isLevel(text: string): text is Level {
  return (levels as readonly string[]).includes(text)
}
