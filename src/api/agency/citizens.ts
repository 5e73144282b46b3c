import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { CitizenQuestion } from '../../contract/types.generated.ts'
import type { AskCitizens, CitizenCaller } from '../../exchange/citizens/ask-citizens.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

interface Asking {
  Body: CitizenQuestion
}

const tags = ['Công dân']
const access = {
  type: 'string',
  format: 'uuid',
  description: 'Mã bản ghi truy cập; cơ sở dữ liệu cũng giữ mã này.',
} as const
const answers = (description: string, required: readonly string[], properties: object) => ({
  200: {
    description,
    content: { 'application/json': { schema: { type: 'object', required, properties } } },
  },
  ...problems(400, 401, 403, 404, 413, 422, 429, 502, 503),
})

/** Officers' questions about people, for a dossier. Whatever is answered is for the asker alone, and kept nowhere. */
export async function citizenRoutes(
  app: FastifyInstance,
  { citizens }: { citizens: AskCitizens },
): Promise<void> {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('cache-control', 'no-store')
    done()
  })

  app.post<Asking>('/citizens::verify', {
    config: { operation: 'citizens:verify' },
    schema: {
      tags,
      summary: 'Xác thực một người có đúng như hồ sơ khai không',
      description:
        'Nên dùng thay cho tra cứu. Thiếu cán bộ, đơn vị, thủ tục hoặc hồ sơ thì không có gì được gửi đi. Ai hỏi về ai, vì sao, được ghi vào sổ cái trước khi gọi và không thể sửa.',
      body: { $ref: 'citizen-question#' },
      response: answers('Đã xác thực', ['access', 'matched'], {
        access,
        matched: { type: 'boolean', description: 'Khớp hay không; không nói sai ở đâu.' },
      }),
    },
    handler: request => citizens.verify(callerOf(request), request.body),
  })

  app.post<Asking>('/citizens::lookup', {
    config: { operation: 'citizens:lookup' },
    schema: {
      tags,
      summary: 'Tra cứu thông tin một người, trong phạm vi thủ tục được phép',
      description:
        'Chỉ các trường mà hồ sơ quyền của thủ tục cho phép (config/population/profiles.csv) mới được trả về, số và địa chỉ được che nếu không được phép xem đủ. Cổng không lưu câu trả lời.',
      body: { $ref: 'citizen-question#' },
      response: answers('Đã tra cứu', ['access', 'found'], {
        access,
        found: { type: 'boolean' },
        citizen: {
          type: 'object',
          additionalProperties: true,
          description: 'Các trường được phép, như mô hình citizen; phần bị che ghi bằng *.',
        },
      }),
    },
    handler: request => citizens.lookup(callerOf(request), request.body),
  })
}

function callerOf(request: FastifyRequest): CitizenCaller {
  return { client: clientOf(request), address: request.caller.address ?? '', correlationId: request.id }
}
