/** The adapters that come with the gateway. */
export const adaptersFolder = new URL('../../adapters/', import.meta.url)
