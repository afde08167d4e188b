import type { MessagePortMain } from 'electron'
import { serve } from '../src/base/wire'
import { dataJobs } from '../src/services/dataJobs.node'
import { TileServer } from '../src/services/tileServer.node'
import { endOnRejection } from './endOnRejection'
import { parentTransport } from './parentTransport'
import { speakAsTold } from './workerLanguage'

// The data process: images, pyramids, HDF5. It may die at any moment; main starts it again.

endOnRejection()
speakAsTold()
const tiles = new TileServer()
serve(parentTransport(), dataJobs(tiles))

/** Main hands over one end of a channel whose other end is in the window. */
process.parentPort.on('message', ({ data, ports }) => {
  const [port] = ports
  if (data?.type !== 'tiles-port' || !port) return
  tiles.attach(tilePort(port))
  port.start()
})

function tilePort(port: MessagePortMain) {
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    onMessage: (listener: (message: unknown) => void) => port.on('message', ({ data }) => listener(data)),
  }
}
