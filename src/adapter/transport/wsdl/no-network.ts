import type { IHttpClient } from 'soap'
import { AdapterFault } from '../../adapter-fault.ts'

/** For node-soap while it reads a WSDL: whatever it wants from the network, it does not get. */
export const noNetwork: IHttpClient = {
  request(_url, _data, callback) {
    const refusal = new AdapterFault('a WSDL may not be fetched from the network')
    callback(refusal)
    return Promise.reject(refusal)
  },
}
