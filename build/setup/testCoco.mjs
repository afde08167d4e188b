// What the test of average precision compares with: pycocotools, which the COCO benchmark is scored by.
// Run by itself it prints the environment as JSON: `node build/setup/testCoco.mjs`.
import { fileURLToPath } from 'node:url'
import { pythonPackages } from './testPython.mjs'

const pinned = ['pycocotools==2.0.10', 'numpy==2.2.6']

/**
 * @returns {Promise<NodeJS.ProcessEnv>} `WINDHOVER_PYTHON`, an interpreter that imports it, and its `PYTHONPATH`
 * @throws {Error} one sentence, where there is no Python with pip or the packages cannot be had
 */
export function testCoco() {
  return pythonPackages({ name: 'pycocotools-2.0.10', pinned, module: 'pycocotools', anyVersion: true })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${JSON.stringify(await testCoco())}\n`)
}
