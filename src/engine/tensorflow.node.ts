import { createRequire } from 'node:module'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import nodeUtil from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import { AppError } from '../base/errors'
import type { Engine } from './engine'
import type { NativeBackend } from './graph/binding'
import { compileStep } from './graph/compile.node'
import { registerCompiler } from './graph/compiler'

const require = createRequire(import.meta.url)
let device: string | undefined

/** TensorFlow's C library through its Node binding, on an NVIDIA GPU where the library finds one, else on the CPU. */
export async function startTensorflow(): Promise<Engine> {
  device ??= load()
  await tf.setBackend('tensorflow')
  const onGpu = (tf.backend() as unknown as NativeBackend).isUsingGpuDevice
  const memory = onGpu ? undefined : Number(process.env['TF_MKL_ALLOC_MAX_BYTES'])
  registerCompiler('tensorflow', { compile: compileStep, mostBytes: (memory ?? Infinity) / 4 })
  return { id: 'tensorflow', device, memory }
}

function load(): string {
  const folder = packageFolder()
  if (!existsSync(join(folder, 'lib/napi-v8/tfjs_binding.node'))) {
    throw new AppError(
      'engine-not-available',
      `TensorFlow's library is not installed in ${folder}; run "npm run setup" to install it.`,
    )
  }
  // Chromium's allocator kills the process on a block of 2 GiB; a smaller pool makes it an error that can be caught.
  process.env['TF_MKL_ALLOC_MAX_BYTES'] ??= '2000000000'
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  restoreUtil()
  try {
    require('@tensorflow/tfjs-node-gpu')
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    throw new AppError(
      'engine-not-available',
      `TensorFlow's library does not load (${why}); run "npm run setup" to install it again.`,
      { cause: error },
    )
  }
  const backend = tf.backend() as unknown as NativeBackend
  const name = backend.isUsingGpuDevice ? gpuName() : 'CPU'
  return `${name}, TensorFlow ${backend.binding.TF_Version}`
}

function packageFolder(): string {
  try {
    return dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))
  } catch (error) {
    throw new AppError(
      'engine-not-available',
      'The package @tensorflow/tfjs-node-gpu is not installed; run "npm run setup".',
      {
        cause: error,
      },
    )
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

function gpuName(): string {
  try {
    const names = execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], { timeout: 5000 })
    return names.toString().split('\n')[0]?.trim() || 'NVIDIA GPU'
  } catch {
    return 'NVIDIA GPU'
  }
}
