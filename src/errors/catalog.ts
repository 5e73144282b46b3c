import { accessErrors } from './catalog/access.ts'
import { adapterErrors } from './catalog/adapter.ts'
import { catalogsErrors } from './catalog/catalogs.ts'
import { documentErrors } from './catalog/document.ts'
import type { CatalogEntry } from './catalog/entry.ts'
import { exchangeErrors } from './catalog/exchange.ts'
import { fileErrors } from './catalog/file.ts'
import { landErrors } from './catalog/land.ts'
import { ledgerErrors } from './catalog/ledger.ts'
import { notificationErrors } from './catalog/notification.ts'
import { paperErrors } from './catalog/paper.ts'
import { paymentErrors } from './catalog/payment.ts'
import { platformErrors } from './catalog/platform.ts'
import { populationErrors } from './catalog/population.ts'
import { postErrors } from './catalog/post.ts'
import { programErrors } from './catalog/program.ts'
import { questionErrors } from './catalog/question.ts'
import { registryErrors } from './catalog/registry.ts'
import { requestErrors } from './catalog/request.ts'
import { soapErrors } from './catalog/soap.ts'
import { xRoadErrors } from './catalog/x-road.ts'

export type { CatalogEntry, FaultOwner, Language } from './catalog/entry.ts'

/** Every error that the gateway can answer with or stop with. Codes are stable; texts may be improved. */
export const catalog = {
  ...requestErrors,
  ...soapErrors,
  ...accessErrors,
  ...exchangeErrors,
  ...paymentErrors,
  ...postErrors,
  ...documentErrors,
  ...questionErrors,
  ...paperErrors,
  ...fileErrors,
  ...notificationErrors,
  ...landErrors,
  ...catalogsErrors,
  ...platformErrors,
  ...populationErrors,
  ...xRoadErrors,
  ...adapterErrors,
  ...registryErrors,
  ...ledgerErrors,
  ...programErrors,
} as const satisfies Record<string, CatalogEntry>

export type ErrorCode = keyof typeof catalog
