import type { MakePlatform } from './platform.ts'

/** The platforms beside the portal. */
export const platforms: readonly MakePlatform[] = []
