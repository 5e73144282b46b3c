import type { Caller } from '../tax/caller.ts'
import type { Assessment, TaxOffice } from '../tax/office.ts'
import type { Dialect } from './dialect.ts'

export type Stage = 'received' | 'supplement' | 'tax' | 'finished' | 'handed-over'

export interface Case {
  readonly dossier: string
  stage: Stage
  owner: string
  wrong: number
}

/** What an operator of the sandbox may have the land office say. */
export const whims = ['supplement', 'correction', 'wrong-procedure', 'slip-returned'] as const
export type Whim = (typeof whims)[number]

/** How long the office takes over a step. */
const stepMs = 300

/**
 * The course of a dossier at the land office: received, passed to the tax office, its notices told, and finished when they
 * are paid. Each step is told to the one-stop desk in UTC that does not say so.
 */
export class Life {
  readonly #dialect: Dialect
  readonly #caller: Caller
  readonly #office: TaxOffice
  readonly #now: () => Date
  readonly cases = new Map<string, Case>()

  constructor(dialect: Dialect, caller: Caller, office: TaxOffice, now: () => Date) {
    this.#dialect = dialect
    this.#caller = caller
    this.#office = office
    this.#now = now
    office.onAssessed(assessment => this.#assessed(assessment))
    office.onPaid(({ dossier }) => office.isPaid(dossier) && this.#finish(dossier))
  }

  begin(dossier: string, owner: string): void {
    this.cases.set(dossier, { dossier, stage: 'received', owner, wrong: 0 })
    this.#caller.after(dossier, stepMs, () => this.#toTax(dossier))
  }

  /** The citizen has brought what was missing. */
  supplemented(one: Case, dueAt: string): void {
    if (one.stage !== 'supplement') return
    one.stage = 'received'
    const due = new Date(`${dueAt}+07:00`).toISOString().slice(0, 19)
    this.#say(one.dossier, 'land.supplement-received', {
      NgayNhanBoSung: this.#utc(),
      NgayHenTraMoi: due,
      GhiChu: '',
      TapTin: null,
    })
    this.#caller.after(one.dossier, stepMs, () => this.#toTax(one.dossier))
  }

  whim(one: Case, whim: Whim): void {
    const { dossier } = one
    switch (whim) {
      case 'supplement':
        one.stage = 'supplement'
        this.#say(dossier, 'land.supplement-requested', {
          NgayChoBoSung: this.#utc(),
          MaCanBoXuLy: 'vpdk.mau',
          LaTamDung: true,
          GhiChu: 'Thiếu hợp đồng công chứng',
          TapTin: this.#file('Phiếu yêu cầu bổ sung'),
        })
        break
      case 'correction':
        this.#say(dossier, 'land.correction-requested', {
          MaCanBoXuLy: 'vpdk.mau',
          GhiChu: 'Sai số tờ bản đồ',
        })
        break
      case 'wrong-procedure':
        this.#say(dossier, 'land.wrong-procedure', { MaCanBoXuLy: 'vpdk.mau', GhiChu: 'Sai quy trình' })
        break
      case 'slip-returned':
        this.#say(dossier, 'tax.slip-returned', { GhiChu: 'Thuế chuyển trả hồ sơ do sai' })
        break
    }
  }

  #toTax(dossier: string): void {
    const one = this.cases.get(dossier)
    if (one?.stage !== 'received') return
    one.stage = 'tax'
    this.#say(dossier, 'land.moved', {
      MaCanBoChuyen: 'vpdk.mau',
      MaCanBoNhan: 'vpdk.thue',
      MaTrangThai: 'THUE',
      LaTrangThaiChuyenLai: false,
      NoiDungXuLy: 'Chuyển cơ quan thuế',
      NgayChuyen: this.#utc(),
      HanXuLy: 5,
      DanhSachTapTin: [],
    })
    // The land system sends its own slip.
    this.#office.open(dossier)
    this.#caller.after(dossier, stepMs, () => this.#office.assess(dossier, this.#now()))
  }

  #assessed({ dossier, notices }: Assessment): void {
    const one = this.cases.get(dossier)
    if (one === undefined) return
    const { owner, noticeLink, files } = this.#dialect
    this.#say(dossier, 'land.tax-result', {
      NguoiXuLy: 'ctv.thue',
      NgayCoKetQuaThue: this.#utc(),
      GhiChu: '',
      DanhSachThongBaoThue: notices.map(({ number, item }) => ({
        [owner]: one.owner,
        LoaiThue: item,
        SoThongBaoThue: number,
        [noticeLink]: `${files}/${number.replace('/', '-')}.pdf`,
      })),
    })
  }

  #finish(dossier: string): void {
    this.#caller.after(dossier, stepMs, () => {
      const one = this.cases.get(dossier)
      if (one?.stage !== 'tax') return
      one.stage = 'finished'
      this.#say(dossier, 'land.finished', {
        NgayKetThuc: this.#utc(),
        MaCanBoXuLy: 'vpdk.mau',
        TrangThaiKetThuc: 0,
        GhiChu: '',
        DanhSachGiayToKetQua: [this.#file('Giấy chứng nhận quyền sử dụng đất')],
      })
    })
  }

  #say(dossier: string, message: string, fields: object): void {
    const { name } = this.#dialect
    const path = `/${name}/${message}/sandbox-${name}-code`
    this.#caller.call(dossier, path, { SoBienNhan: dossier, ...fields }, answer => {
      const result = (answer as { Result?: unknown } | null)?.Result
      return result === 1 ? 'yes' : result === 0 ? 'no' : 'again'
    })
  }

  #file(name: string) {
    const link = `${this.#dialect.files}/${this.#now().getTime()}.pdf`
    return { TenGiayTo: name, KieuFile: '.pdf', LinkFile: link, SoBanSao: 0, SoBanChinh: 1 }
  }

  #utc(): string {
    return this.#now().toISOString().slice(0, 19)
  }
}
