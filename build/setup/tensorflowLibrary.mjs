// TensorFlow's C library as TensorFlow.js's own installer would fetch it, with its checksums: for systems that have no
// wheel, and where there is no pip. The installer itself checks nothing, and fetches a compiled binding that nobody has
// published a checksum of; here the binding is compiled from the package's sources, which package-lock.json pins.
import { mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readJson, writeJson } from './cache.mjs'
import { command } from './command.mjs'
import { download } from './download.mjs'

const built = (system, sha256) => ({
  path: `tensorflow/libtensorflow/libtensorflow-${system}-2.9.1.tar.gz`,
  version: '2.9.1',
  sha256,
})

/** By system and processor; other packagers of TensorFlow publish the same checksums. */
export const libraries = {
  'linux-x64': built('cpu-linux-x86_64', '7f510d2546e3db5e10b1d119463689003d587842892ad3c95bca51cf82820173'),
  'linux-x64-gpu': built(
    'gpu-linux-x86_64',
    '20c46f761d5905f592c4eac0812e8e50d9cb439f9440a9391912cf4c02ed8be8',
  ),
  'darwin-x64': built(
    'cpu-darwin-x86_64',
    '56f83d3320ba0f69aaafd6c058645e1b7fbc75fb9a3fc36d6be98de1291ca226',
  ),
  'darwin-arm64': {
    path: 'tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz',
    version: '2.7',
    sha256: '13ab22b97e2af06e431aaeb7b42fb89981965dd01aa16da035d8210aa4183d79',
  },
  'linux-arm64': {
    path: 'tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz',
    version: '2.7',
    sha256: '9395d1ff39f5b6847f5121e679ff4e599dc7061a2a7f87ceac061c78e908e6e3',
  },
}

/** Where the package says that its files lie; `TFJS_NODE_CDN_STORAGE` names a copy, as for its own installer. */
export function libraryBase(tfjs) {
  const { TFJS_NODE_CDN_STORAGE: copy } = process.env
  return copy ? new URL(copy) : new URL('/', readJson(join(tfjs, 'package.json')).binary.host)
}

/**
 * Fetches a library and unpacks it (`include`, `lib`, its licences) into a folder, which is emptied before.
 * @param {{library: {path: string, version: string, sha256: string}, base: URL, folder: string, report: object}} what
 * @throws {Error} one sentence, where it cannot be had or is not the one that is pinned
 */
export async function takeLibrary({ library, base, folder, report }) {
  const name = basename(library.path)
  const file = `${folder}.${name}`
  const checksum = `sha256-${library.sha256}`
  await download({
    address: new URL(library.path, base).href,
    file,
    checksum,
    progress: report.progress(`  ${name}`),
  })
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { ok, reason } = await command('tar', ['-xzf', file, '-C', folder], { seconds: 300 })
  if (!ok) throw new Error(`${name} could not be unpacked: ${reason}`)
  rmSync(file)
  writeJson(join(folder, 'libtensorflow.json'), { version: library.version, sha256: library.sha256 })
}
