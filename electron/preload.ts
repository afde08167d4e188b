import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { WindowApi } from '../src/ipc/contract'

// The whole bridge: one call, one subscription, the path of a dropped file, and the tile port handed to the page.
// What may be called is checked in main against the contract.

const api: WindowApi = {
  call: async (command, input) => {
    const reply = await ipcRenderer.invoke('call', command, input)
    // Not an Error: of one, the bridge would let nothing through but its message.
    return reply.error ? Promise.reject(reply.error) : reply.value
  },
  on: (event, listener) => {
    const receive = (_: unknown, name: string, data: unknown) => {
      if (name === event) listener(data as Parameters<typeof listener>[0])
    }
    ipcRenderer.on('event', receive)
    return () => ipcRenderer.off('event', receive)
  },
  pathOf: (file) => webUtils.getPathForFile(file as File),
}
contextBridge.exposeInMainWorld('windhover', api)

ipcRenderer.on('tiles-port', (event) => {
  window.postMessage({ type: 'tiles-port' }, window.location.origin, event.ports)
})
