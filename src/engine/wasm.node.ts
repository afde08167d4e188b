import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import type { Engine } from './engine'
import { registerConvolutionGradients } from './convolutionGradients'

const require = createRequire(import.meta.url)
/** tfjs builds it for a heap of at most 2 GiB; filters and code take some of that. */
const heapLimit = 1.8e9
let registered = false

/** WebAssembly on one core: runs wherever Node does. tfjs offers its threaded build to browsers only. */
export async function startWasm(): Promise<Engine> {
  if (!registered) {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
    setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep)
    registerConvolutionGradients('wasm')
    registered = true
  }
  if (!(await tf.setBackend('wasm'))) {
    throw new AppError('engine-not-available', says.engine.theWebAssemblyEngineDoes)
  }
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
  return { id: 'wasm', device: simd ? 'CPU, WebAssembly with SIMD' : 'CPU, WebAssembly', memory: heapLimit }
}
