import { keypay } from './keypay/keypay.ts'
import { paymentPlatform } from './payment-platform/payment-platform.ts'
import type { MakePlatform } from './platform.ts'

/** The platforms beside the portal. */
export const platforms: readonly MakePlatform[] = [paymentPlatform, keypay]
