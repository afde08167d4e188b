// What the test of searches on a cluster runs them on: Ray. Run by itself it prints the environment as JSON:
// `node build/setup/testRay.mjs`.
import { fileURLToPath } from 'node:url'
import { pythonPackages } from './testPython.mjs'

const pinned = ['ray[default]==2.60.0']

/**
 * @returns {Promise<NodeJS.ProcessEnv>} `WINDHOVER_PYTHON`, an interpreter that imports Ray, and its `PYTHONPATH`
 * @throws {Error} one sentence, where there is no Python with pip, Ray cannot be had, or nobody asked for its 380 MB
 *   (`WINDHOVER_RAY=1`)
 */
export function testRay() {
  return pythonPackages({ name: 'ray-2.60.0', pinned, module: 'ray', asked: 'WINDHOVER_RAY' })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${JSON.stringify(await testRay())}\n`)
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
