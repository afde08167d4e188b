// What the tests of the models hold them against: Keras and TensorFlow for the user's Python, and Pillow, by which Keras reads
// pictures, in the cache folder.
// Run by itself it prints the environment as JSON: `node build/setup/testKeras.mjs`.
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pythonPackages } from './testPython.mjs'

// Without their dependencies, of which most (TensorBoard and its own) are not needed to compute.
const pinned = [
  'tensorflow-cpu==2.15.1',
  'keras==2.15.0',
  'numpy==1.26.4',
  'h5py==3.14.0',
  'absl-py==2.1.0',
  'astunparse==1.6.3',
  'flatbuffers==23.5.26',
  'gast==0.6.0',
  'google-pasta==0.2.0',
  'grpcio==1.62.3',
  'ml-dtypes==0.3.2',
  'opt-einsum==3.4.0',
  'packaging==24.2',
  'protobuf==4.25.8',
  'six==1.17.0',
  'tensorflow-estimator==2.15.0',
  'tensorflow-io-gcs-filesystem==0.37.1',
  'termcolor==2.5.0',
  'typing-extensions==4.12.2',
  'wrapt==1.14.1',
]

// From 13 on Pillow resizes columns before rows where a picture is shrunk more in height: what lies at hard edges differs.
const pillow = { name: 'pillow-12.0.0', pinned: ['pillow==12.0.0'], module: 'PIL' }

/**
 * @returns {Promise<NodeJS.ProcessEnv>} `WINDHOVER_PYTHON`, an interpreter that imports Keras and Pillow, and its `PYTHONPATH`
 * @throws {Error} one sentence, where there is no Python with pip or the packages cannot be had
 */
export async function testKeras() {
  const keras = { name: 'keras-2.15.0', pinned, module: 'keras', options: ['--no-deps'] }
  const { PYTHONPATH, ...rest } = await pythonPackages(keras)
  return { ...rest, PYTHONPATH: [PYTHONPATH, (await pythonPackages(pillow)).PYTHONPATH].join(delimiter) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${JSON.stringify(await testKeras())}\n`)
}
