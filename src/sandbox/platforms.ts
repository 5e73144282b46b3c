import { enterpriseRegistry } from './enterprise-registry/enterprise-registry.ts'
import { keypay } from './keypay/keypay.ts'
import { landPlatforms } from './land-registry/platforms.ts'
import { paperStore } from './paper-store/paper-store.ts'
import type { MakePlatform } from './platform.ts'
import { population } from './population/population.ts'
import { portal2026 } from './portal-2026/portal-2026.ts'
import { makeSms } from './sms/platform.ts'
import { vnpostLgsp } from './vnpost/lgsp.ts'
import { vnpost } from './vnpost/vnpost.ts'
import { vxp } from './vxp/vxp.ts'

/** The platforms beside the portal. */
export const platforms: readonly MakePlatform[] = [
  portal2026,
  keypay,
  population,
  makeSms,
  ...landPlatforms(),
  vnpost,
  vnpostLgsp,
  vxp,
  paperStore,
  enterpriseRegistry,
]
