import type * as H5wasm from 'h5wasm/node'

export type H5 = typeof H5wasm
export type { Dataset as H5Dataset, File as H5File, Group as H5Group } from 'h5wasm/node'

let loading: Promise<H5> | undefined

/**
 * The one place that loads HDF5. Without its throwing error handler h5wasm swallows every failed write, a full disk
 * included; and where a global `navigator` exists (Electron, Node 21 and later) it takes itself to be in a browser.
 */
export function loadH5(): Promise<H5> {
  loading ??= load()
  return loading
}

async function load(): Promise<H5> {
  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  if (navigator)
    Object.defineProperty(globalThis, 'navigator', { value: undefined, configurable: true, writable: true })
  try {
    const h5 = await import('h5wasm/node')
    const module = await h5.ready
    module.activate_throwing_error_handler()
    return h5
  } finally {
    if (navigator) Object.defineProperty(globalThis, 'navigator', navigator)
  }
}
