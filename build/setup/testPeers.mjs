// What the tests of exports read them with: GDAL by pyogrio, as QGIS and geopandas do, and Pillow.
// Run by itself it prints the environment as JSON: `node build/setup/testPeers.mjs`.
import { fileURLToPath } from 'node:url'
import { pythonPackages } from './testPython.mjs'

const pinned = ['pyogrio==0.12.1', 'pillow==12.0.0', 'numpy==2.2.6', 'certifi==2025.8.3', 'packaging==24.2']

/**
 * @returns {Promise<NodeJS.ProcessEnv>} `WINDHOVER_PYTHON`, an interpreter that imports them, and its `PYTHONPATH`
 * @throws {Error} one sentence, where there is no Python with pip or the packages cannot be had
 */
export function testPeers() {
  return pythonPackages({ name: 'pyogrio-0.12.1', pinned, module: 'pyogrio', anyVersion: true })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${JSON.stringify(await testPeers())}\n`)
}
