// What the test of our pyramids opens them with: OpenSlide, which QuPath reads with too, and Pillow on libtiff.
// Run by itself it prints the environment as JSON: `node build/setup/testSlides.mjs`.
import { fileURLToPath } from 'node:url'
import { pythonPackages } from './testPython.mjs'

const pinned = ['openslide-python==1.4.7', 'openslide-bin==4.0.1.2', 'pillow==13.0.0']

/**
 * @returns {Promise<NodeJS.ProcessEnv>} `WINDHOVER_PYTHON`, an interpreter that imports both, and its `PYTHONPATH`
 * @throws {Error} one sentence, where there is no Python with pip or the packages cannot be had
 */
export function testSlides() {
  return pythonPackages({ name: 'openslide-4.0.1', pinned, module: 'openslide', anyVersion: true })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${JSON.stringify(await testSlides())}\n`)
}
