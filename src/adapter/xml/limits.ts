/** What a document may cost. Each is far above any message of the references and far below what would hurt. */
export interface XmlLimits {
  /** Bytes of UTF-8. */
  readonly bytes: number
  readonly depth: number
  readonly elements: number
  /** Of all elements together, namespace declarations included. */
  readonly attributes: number
  /** Character and entity references: one costs far more to read than the letter it stands for. */
  readonly references: number
}

export const xmlLimits: XmlLimits = {
  bytes: 16 * 1024 * 1024,
  depth: 100,
  elements: 200_000,
  attributes: 200_000,
  references: 200_000,
}

/** `{uri}Local` names repeat the URI: a long one times many elements would be an amplifier. */
export const longestUri = 256
