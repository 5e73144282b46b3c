/** Reference 3.1: TrangThaiHoSo and TrangThai, in Vietnamese and English. */
export const statuses: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  '1': { vi: 'Mới đăng ký', en: 'newly registered' },
  '2': { vi: 'Được tiếp nhận', en: 'accepted' },
  '3': { vi: 'Không được tiếp nhận', en: 'not accepted' },
  '4': { vi: 'Đang xử lý', en: 'processing' },
  '5': { vi: 'Yêu cầu bổ sung giấy tờ', en: 'supplement requested' },
  '6': { vi: 'Yêu cầu thực hiện nghĩa vụ tài chính', en: 'financial obligation requested' },
  '7': { vi: 'Công dân yêu cầu rút', en: 'withdrawn by citizen' },
  '8': { vi: 'Dừng xử lý', en: 'stopped' },
  '9': { vi: 'Đã xử lý xong', en: 'completed' },
  '10': { vi: 'Đã trả kết quả', en: 'result returned' },
}
