import type { Transport } from '../src/base/wire'

/** The line from a utility process to main. */
export function parentTransport(): Transport {
  return {
    send: (message) => process.parentPort.postMessage(message),
    onMessage: (listener) => process.parentPort.on('message', ({ data }) => listener(data)),
  }
}
