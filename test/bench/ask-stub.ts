import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// The platform of `ask`: as fast as Node answers, so that the way there is what is measured.
const token = Buffer.from('{"access_token":"bench","token_type":"Bearer","expires_in":3600}')
const matched = Buffer.from('{"error_code":"0","KetQuaXacThuc":{"TonTai":"true"}}')
const server = createServer((request, response) => {
  const body = request.url === '/token' ? token : matched
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
    response.end(body)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
// Not to outlive a bench that fails.
process.once('disconnect', () => process.exit())
