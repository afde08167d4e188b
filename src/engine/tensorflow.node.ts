import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import nodeUtil from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import type { TFJSBinding } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import type { Engine } from './engine'
import type { NativeBackend } from './graph/binding'
import { compileStep } from './graph/compile.node'
import { recordPrediction } from './graph/recordPrediction.node'
import { registerCompiler } from './graph/compiler'
import { freeMemory } from './freeMemory.node'
import { askGpu, type Gpu } from './gpu.node'

const require = createRequire(import.meta.url)
let device: string | undefined
let loading: Promise<string> | undefined
let gpu: Gpu | undefined

/** Of the main memory that is free, what tensors may take: batches read ahead and checkpoints want some, too. */
const share = 0.75
/** Chromium's allocator kills the process on a block of 2 GiB; a smaller pool makes it an error that can be caught. */
const electronPool = 2e9
/** TensorFlow does not start with less. */
const minPool = 2 ** 26

/** TensorFlow's C library through its Node binding, on an NVIDIA GPU where the library finds one, else on the CPU. */
export async function startTensorflow(): Promise<Engine> {
  loading ??= load()
  device = await loading.finally(() => (loading = undefined))
  await tf.setBackend('tensorflow')
  const onGpu = (tf.backend() as unknown as NativeBackend).isUsingGpuDevice
  const memory = onGpu ? gpu?.memory : Math.min(poolLimit(), mainMemory())
  registerCompiler('tensorflow', { compile: compileStep, recordPrediction, memory })
  return { id: 'tensorflow', device, memory }
}

/** Bytes of tensors that main memory has room for, those that are there already counted in. */
function mainMemory(): number {
  return share * (freeMemory() + process.memoryUsage.rss())
}

/** Bytes that TensorFlow's own pool may grow to: given, or what is free as the library is loaded. */
function poolLimit(): number {
  const given = Number(process.env['TF_MKL_ALLOC_MAX_BYTES'] || Infinity)
  const most = process.versions['electron'] ? Math.min(electronPool, given) : given
  return Math.max(minPool, Math.round(Math.min(most, device ? Infinity : mainMemory())))
}

async function load(): Promise<string> {
  if (device !== undefined) return device
  const folder = packageFolder()
  const file = join(folder, 'lib/napi-v8/tfjs_binding.node')
  if (!existsSync(file)) {
    throw new AppError('engine-not-available', says.engine.tensorFlowsLibraryIsNot(folder))
  }
  gpu = askGpu()
  process.env['TF_MKL_ALLOC_MAX_BYTES'] = String(poolLimit())
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  restoreUtil()
  try {
    await register(file)
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    throw new AppError('engine-not-available', says.engine.tensorFlowsLibraryDoesNot(why), { cause: error })
  }
  const backend = tf.backend() as unknown as NativeBackend
  const name = backend.isUsingGpuDevice ? (gpu?.name ?? 'NVIDIA GPU') : 'CPU'
  return `${name}, TensorFlow ${backend.binding.TF_Version}`
}

/**
 * What the package's own entry does, without it: that finds the binding by node-pre-gyp, which belongs to installing, and
 * would have to be shipped with all that it needs.
 */
async function register(file: string): Promise<void> {
  const binding = require(file) as TFJSBinding
  const { NodeJSKernelBackend } = await import('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js')
  await import('@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js')
  const priority = 3
  tf.registerBackend(
    'tensorflow',
    () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu'),
    priority,
  )
  await tf.setBackend('tensorflow')
}

function packageFolder(): string {
  try {
    return dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))
  } catch (error) {
    throw new AppError('engine-not-available', says.engine.thePackageTensorflowTfjsNode, {
      cause: error,
    })
  }
}

/** The binding's JavaScript still uses functions that Node 23 removed from `util`. */
function restoreUtil(): void {
  const removed = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
    isString: (value: unknown) => typeof value === 'string',
    isNumber: (value: unknown) => typeof value === 'number',
    isFunction: (value: unknown) => typeof value === 'function',
    isObject: (value: unknown) => typeof value === 'object' && value !== null,
  }
  const target = nodeUtil as unknown as Record<string, unknown>
  for (const [name, test] of Object.entries(removed)) target[name] ??= test
}
