import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answer } from './registry.ts'

// The platform of `soap`: as fast as Node answers.
const found = Buffer.from(answer)
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', 'content-length': found.length })
    response.end(found)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
// Not to outlive a bench that fails.
process.once('disconnect', () => process.exit())
