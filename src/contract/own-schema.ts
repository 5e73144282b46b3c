/**
 * How a schema that comes with the gateway is compiled. Tests hold each to the schema of schemas: compiling that one takes
 * longer than most of ours.
 */
export const ownSchema = {
  allErrors: true,
  strict: true,
  strictTypes: false,
  validateSchema: false,
  meta: false,
} as const

/** For a schema of ours that runs a few times at a start: it is the compiling that must be quick. */
export const seldomRun = { ...ownSchema, inlineRefs: false, code: { optimize: false } } as const
