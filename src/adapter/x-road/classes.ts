/** What X-Road's own errors come to; rules may test for these words (`when.xRoad`). */
export const xRoadClasses = [
  'not-permitted',
  'unregistered',
  'switched-off',
  'malformed-call',
  'provider-failed',
  'security',
  'server-health',
  'network',
  'internal',
  'other',
] as const

export type XRoadClass = (typeof xRoadClasses)[number]
