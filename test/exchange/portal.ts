interface Version {
  readonly arrival: number
  readonly isUpdating: string
  readonly status: string
}
interface Progress {
  readonly arrival: number
  readonly status: string
  readonly NoiDungXuLy: string
}

/** The sandbox portal as its own control routes show and steer it. */
export class Portal {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  dossier(code: string): Promise<{ versions: Version[]; progress: Progress[] }> {
    return this.#call('GET', `dossiers/${code}`)
  }

  state(): Promise<{ calls: Record<string, number>; refused: Record<string, number> }> {
    return this.#call('GET', 'state')
  }

  /** Exactly these faults for the next business calls. */
  script(...words: string[]): Promise<void> {
    return this.#call('PUT', 'script', words)
  }

  faults(dial: Record<string, number>): Promise<void> {
    return this.#call('PUT', 'faults', dial)
  }

  calm(): Promise<void> {
    return this.#call('DELETE', 'faults')
  }

  /** The portal forgets everything. */
  wipe(): Promise<void> {
    return this.#call('DELETE', 'state')
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#url}/_sandbox/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${text.slice(0, 200)}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
}
