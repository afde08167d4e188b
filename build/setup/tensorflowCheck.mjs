// Run in a process of its own: does the native TensorFlow load and multiply? Prints one line of JSON.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const util = require('node:util')
// tfjs-node still calls these, and Node 23 removed them.
util.isNullOrUndefined ??= (value) => value === null || value === undefined
util.isArray ??= Array.isArray

// As the app loads it: without the package's own entry, which asks node-pre-gyp where the binding lies.
const name = '@tensorflow/tfjs-node-gpu'
const tf = require('@tensorflow/tfjs')
const library = require(`${name}/lib/napi-v8/tfjs_binding.node`)
const { NodeJSKernelBackend } = require(`${name}/dist/nodejs_kernel_backend.js`)
require(`${name}/dist/register_all_kernels.js`)
tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(library, name))
await tf.setBackend('tensorflow')
const a = tf.tensor2d([1, 2, 3, 4], [2, 2])
const product = Array.from(await tf.matMul(a, a).data())
if (String(product) !== '7,10,15,22') throw new Error(`TensorFlow multiplied wrongly: ${product}.`)
const { binding } = tf.backend()
const device = tf.backend().isUsingGpuDevice ? 'the GPU' : 'the CPU'
console.log(JSON.stringify({ version: binding.TF_Version, device }))
