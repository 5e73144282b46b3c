/** What the pretended store holds: papers of people who do not exist (numbers beginning 000 and 099). */
export interface HeldPaper {
  readonly owner: string
  readonly MaKetQua: string
  readonly TenGiayTo: string
  readonly SoKyHieu: string
  readonly CoQuanChuQuan: string
  readonly files: readonly { readonly TenTep: string; readonly DuongDan: string; readonly content: Buffer }[]
}

const pdf = (title: string) => Buffer.from(`%PDF-1.4\n%synthetic\n${title}\n%%EOF\n`)

export const heldPapers: readonly HeldPaper[] = [
  {
    owner: '000099000123',
    MaKetQua: 'KQ.G07.000122',
    TenGiayTo: 'Giấy phép lái xe',
    SoKyHieu: '12/GPLX',
    CoQuanChuQuan: '000.00.05.H99',
    files: [
      { TenTep: 'Giấy phép lái xe.pdf', DuongDan: '/kho/h99/2026/12-gplx', content: pdf('12/GPLX') },
      {
        TenTep: 'ảnh.jpg',
        DuongDan: '/kho/h99/2026/12-anh',
        content: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0xff, 0xd9]),
      },
    ],
  },
  {
    owner: '000099000123',
    MaKetQua: 'KQ.G03.000007',
    TenGiayTo: 'Bằng tốt nghiệp',
    SoKyHieu: '7/BTN',
    CoQuanChuQuan: '000.00.03.H99',
    files: [{ TenTep: 'bang.pdf', DuongDan: '/kho/h99/2020/7-btn', content: pdf('7/BTN') }],
  },
  {
    owner: '099085000001',
    MaKetQua: 'KQ.G12.000001',
    TenGiayTo: 'Giấy chứng nhận quyền sử dụng đất',
    SoKyHieu: 'CS 0001',
    CoQuanChuQuan: '000.00.14.H99',
    files: [{ TenTep: 'gcn.pdf', DuongDan: '/kho/h99/2019/cs-0001', content: pdf('CS 0001') }],
  },
]
