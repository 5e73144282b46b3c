/** In which the two land systems differ. */
export interface Dialect {
  readonly name: 'vbdlis' | 'ilis'
  readonly paths: {
    readonly submit: string
    readonly supplement: string
    readonly handover: string
    readonly wrong: string
  }
  /** Type of TinhId, HuyenId, XaId. */
  readonly unit: 'number' | 'string'
  readonly owner: string
  readonly noticeLink: string
  /** Of files: relative to a download address, or absolute. */
  readonly files: string
}

export const vbdlis: Dialect = {
  name: 'vbdlis',
  paths: {
    submit: 'tiepnhan',
    supplement: 'capnhattrangthaibosunghoso',
    handover: 'capnhattrangthaitraketquahoso',
    wrong: 'phanhoihososaiketqua',
  },
  unit: 'number',
  owner: 'HoTenChu',
  noticeLink: 'DuongDanThongBaoThue',
  files: '/tep',
}

export const ilis: Dialect = {
  name: 'ilis',
  paths: {
    submit: 'TiepNhanHoSo',
    supplement: 'BoSungHoSo',
    handover: 'CapNhatTrangThaiHoSo',
    wrong: 'phanhoihososaiketqua',
  },
  unit: 'string',
  owner: 'HoVaChu',
  noticeLink: 'DuongDanTBT',
  files: 'https://ilis.h99.example/tep',
}
