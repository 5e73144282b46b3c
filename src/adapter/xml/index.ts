/** The one XML reader and writer of the gateway. */
export { XmlFault, type XmlReason } from './fault.ts'
export { type XmlLimits, xmlLimits } from './limits.ts'
export { type Namespaces, type Naming, naming } from './names.ts'
export { parseXml, type XmlReading } from './parse.ts'
export { closeXmlWorkers, readXml } from './pool.ts'
export { isXmlText } from './text.ts'
export type { XmlObject } from './to-object.ts'
export { writeXml, type XmlWriting } from './write.ts'
