import type { FastifyInstance } from 'fastify'
import type { MakePlatform } from '../platform.ts'
import { Caller } from './caller.ts'
import { type Assessment, type Notice, type TaxOffice, vietnamDay, vietnamTime } from './office.ts'
import { type Asked, noticesXml, readMessage, tag, totalsXml, writeAnswer } from './xml.ts'

/** How long the office takes over a slip: five working days in life. */
const assessMs = 400
/** As in adapters/portal-tax/sandbox.json. */
const securityKey = 'sandbox-portal-tax'

/**
 * The tax office as a land office's middleware shows it, answering later what it is asked; and the national portal's
 * pushes of notices and vouchers. `POST /tax/pay {"dossier"}` is the citizen.
 */
export function taxPlatform(office: TaxOffice): MakePlatform {
  return ({ now, gateway }) => {
    const caller = new Caller(gateway)
    let messages = 0
    office.onAssessed(assessment => push(caller, assessment, now()))
    office.onPaid((assessment, notice) => notice && voucher(caller, assessment, notice))
    return {
      name: 'tax',
      async routes(app) {
        app.post('/REST/API_LIEN_THONG/CVAN_TIEP_NHAN_HO_SO', async ({ body }, reply) => {
          messages++
          const { MESSAGE_TYPE, XML_CONTENT, ...others } = (body ?? {}) as Record<string, unknown>
          const asked = typeof XML_CONTENT === 'string' ? readMessage(XML_CONTENT) : undefined
          if (Object.keys(others).length > 0 || asked === undefined || asked.type !== MESSAGE_TYPE)
            return reply.code(400).send({ MESSAGE_TYPE: 'ERROR', XML_CONTENT: '' })
          return { MESSAGE_TYPE, XML_CONTENT: answerTo(asked) }
        })
      },
      async pages(app) {
        citizen(app, office, now)
      },
      state: () => ({
        messages,
        pushed: caller.said,
        refused: caller.refused,
        lost: caller.lost,
        assessments: office.all.map(({ dossier, slip, notices }) => ({
          dossier,
          slip: slip ?? null,
          notices: notices.map(({ number, due, paidAt }) => ({ number, due, paid: paidAt !== undefined })),
        })),
      }),
      reset() {
        office.forget()
        messages = 0
      },
      close: () => caller.close(),
    }

    function answerTo(asked: Asked): string {
      const { type, dossier } = asked
      const known = office.find(dossier)
      switch (type) {
        case 'TCT_GPC': {
          if (!asked.signed) return writeAnswer(asked, '2', tag('ERROR_DESC', 'Thiếu SIGNATURE'))
          if (!office.open(dossier, asked.slip, asked.certificate))
            return writeAnswer(asked, '5', tag('ERROR_DESC', 'Hồ sơ đã được tiếp nhận'))
          caller.after(dossier, assessMs, () => office.assess(dossier, now()))
          return writeAnswer(asked, '0', tag('ERROR_DESC', ''))
        }
        case 'TCT_TVTBT':
        case 'TCT_TVNVTC':
        case 'TCT_TVHSSC': {
          if (known === undefined) return writeAnswer(asked, '3', tag('ERROR_DESC', 'Không có MA_HS'))
          if (known.notices.length === 0) return writeAnswer(asked, '0', tag('MA_KETQUA', 0))
          if (type === 'TCT_TVHSSC') return writeAnswer(asked, '0', tag('MA_KETQUA', 1))
          const said = type === 'TCT_TVTBT' ? noticesXml(known, now()) : totalsXml(known, now())
          return writeAnswer(asked, '0', said)
        }
        default:
          return writeAnswer(asked, '1', tag('ERROR_DESC', 'Sai MESSAGE_TYPE'))
      }
    }
  }
}

function citizen(app: FastifyInstance, office: TaxOffice, now: () => Date): void {
  app.post<{ Body: { dossier?: string } }>('/pay', async ({ body }, reply) => {
    const paid = office.pay(String(body?.dossier ?? ''), now())
    return paid === 0 ? reply.code(404).send({ paid }) : { paid }
  })
}

/** The portal's answer from the gateway: 0, or the places that make no sense. */
function taken(answer: unknown): 'yes' | 'no' | 'again' {
  const code = (answer as { error_code?: unknown } | null)?.error_code
  return code === 0 ? 'yes' : code === -1 ? 'no' : 'again'
}

function push(caller: Caller, { dossier, notices }: Assessment, now: Date): void {
  const lines = notices.map(({ number, issuedOn, item, due }) => {
    const day = issuedOn.split('-').reverse().join('-')
    const fields = [tag('SO_QUYET_DINH', number), tag('NGAY_QUYET_DINH', day), tag('TEN_TIEUMUC', item)]
    return `<LIST>${tag('MA_SO_THUE', '9900000016')}${fields.join('')}${tag('SO_TIEN', due)}</LIST>`
  })
  const xml = `\uFEFF<DATA><BODY><ROW_LIST>${tag('MA_HSO', dossier)}${lines.join('')}</ROW_LIST></BODY></DATA>`
  const file = Buffer.from(xml).toString('base64')
  const body = {
    SecurityKey: securityKey,
    Service: 'ThongBaoThue',
    Ngay: vietnamDay(now),
    IsUpdating: false,
    Data: { FileThongBaoThue: file },
  }
  caller.call(dossier, '/portal-tax/tax.notices', body, taken)
}

function voucher(caller: Caller, { dossier }: Assessment, { number, due, paidAt }: Notice): void {
  const payment = {
    NoiDungThanhToan: `Nop thue ho so ${dossier}`,
    ThoiGianThanhToan: vietnamTime(paidAt ?? new Date(0)).replace(/\D/g, ''),
    MaThongBaoThue: number,
    TrangThaiThanhToan: 1,
    SoTien: String(due),
  }
  const payer = {
    MaSoThue: '9900000016',
    HoTenNguoiNopTien: 'Nguyễn Văn Mẫu',
    SoCMTNguoiNopTien: '099085000001',
    DiaChiNguoiNopTien: 'Thôn 1',
    TinhNguoiNopTien: 'Tỉnh Mẫu',
    HuyenNguoiNopTien: '',
    XaNguoiNopTien: 'Xã Mẫu',
  }
  const link = `https://files.example/ct/${number.slice(0, 7)}.pdf`
  const data = { MaHoSo: dossier, ...payer, UrlFileChungTu: link, ThongTinThanhToan: payment }
  const body = { SecurityKey: securityKey, Service: 'ChungTuThue', Data: data }
  caller.call(dossier, '/portal-tax/tax.voucher', body, taken)
}
