import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { WindowApi } from '../src/ipc/contract'

// The whole bridge: one call, one subscription, the path of a dropped file, and the tile port handed to the page.
// What may be called is checked in main against the contract.

/** All hear by one listener of Electron's, which takes eleven for a leak. */
const listeners = new Set<{ readonly event: string; readonly hear: (data: unknown) => void }>()

const api: WindowApi = {
  call: async (command, input) => {
    const reply = await ipcRenderer.invoke('call', command, input)
    // Not an Error: of one, the bridge would let nothing through but its message.
    return reply.error ? Promise.reject(reply.error) : reply.value
  },
  on: (event, listener) => {
    const own = { event, hear: (data: unknown) => listener(data as Parameters<typeof listener>[0]) }
    listeners.add(own)
    return () => listeners.delete(own)
  },
  pathOf: (file) => webUtils.getPathForFile(file as File),
}
contextBridge.exposeInMainWorld('windhover', api)

ipcRenderer.on('event', (_, name: string, data: unknown) => {
  for (const { event, hear } of [...listeners]) if (event === name) hear(data)
})

ipcRenderer.on('tiles-port', (event) => {
  window.postMessage({ type: 'tiles-port' }, window.location.origin, event.ports)
})
