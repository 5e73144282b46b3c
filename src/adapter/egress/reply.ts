/**
 * What became of one request. `sent` tells whether a byte of it may have left: only what has not left is surely not
 * done (design: "uncertain is not failed").
 */
export type Reply =
  | {
      readonly event: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string | string[] | undefined>>
      readonly body: Buffer
      /** Where the body is what was left of so many. */
      readonly bytes?: number
    }
  | {
      /** Never left: refused connection, DNS, TLS, no free connection in time, gateway closing, or held back here. */
      readonly event: 'unsent'
      readonly cause: string
      /** Known where this gateway itself held the call back. */
      readonly retryAfterSeconds?: number
    }
  | {
      /** No complete answer in time; the request may have arrived. */
      readonly event: 'timeout'
      readonly status?: number
    }
  | {
      /** The connection broke, or the answer was not HTTP, after the request may have left. */
      readonly event: 'lost'
      readonly cause: string
      readonly status?: number
    }
  | {
      readonly event: 'too-large'
      /** Bytes read before giving up. */
      readonly bytes: number
      readonly status: number
    }

export type ReplyEvent = Reply['event']
