/** An order in the post's book. Of the people in it nothing is kept that could be shown. */
export interface Order {
  readonly number: string
  readonly content: string
  readonly waybill: string
  state: 'taken' | 'cancelled'
}

export interface Movement {
  /** 24 hexadecimal digits that grow. */
  readonly id: string
  readonly number: string
  readonly code: string
  readonly message: string
}

/** What the post has been told, and what it tells: one feed for the whole customer. */
export class Book {
  readonly orders = new Map<string, Order>()
  readonly feed: Movement[] = []
  readonly refused = new Map<string, number>()
  #count = 0

  /** @returns whether it is new, was there with the same content, or is another one's number. */
  take(number: string, content: string, waybill?: string): 'new' | 'same' | 'other' {
    const known = this.orders.get(number)
    if (known !== undefined && known.state === 'taken') return known.content === content ? 'same' : 'other'
    this.#count += 1
    const given = waybill ?? `RX${String(this.#count).padStart(9, '0')}VN`
    this.orders.set(number, { number, content, waybill: given, state: 'taken' })
    this.move(number, '1', 'Đã đăng ký')
    return 'new'
  }

  cancel(number: string): boolean {
    const order = this.orders.get(number)
    if (order?.state !== 'taken') return false
    order.state = 'cancelled'
    this.move(number, '4', 'Đã huỷ')
    return true
  }

  move(number: string, code: string, message: string): void {
    const id = (this.feed.length + 1).toString(16).padStart(24, '0')
    this.feed.push({ id, number, code, message })
  }

  after(id: string, most: number): Movement[] {
    return this.feed.filter(movement => movement.id > id).slice(0, most)
  }

  refuse(reason: string): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1)
  }

  forget(): void {
    this.orders.clear()
    this.feed.length = 0
    this.refused.clear()
  }

  /** Numbers and states only. */
  shown(): object {
    return {
      orders: [...this.orders.values()].map(({ number, waybill, state }) => ({ number, waybill, state })),
      movements: this.feed.length,
      refused: Object.fromEntries(this.refused),
    }
  }
}
