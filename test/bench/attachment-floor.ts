import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'

// The floor of `attachment`: what comes in goes out to the address in the argument, and nothing is done with it.
const server = createServer(async (incoming, response) => {
  const outgoing = request(String(process.argv[2]), { method: 'POST' })
  const answered = new Promise(resolve =>
    outgoing.once('response', answer => answer.resume().once('end', resolve)),
  )
  await pipeline(incoming, outgoing)
  await answered
  response.end()
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
