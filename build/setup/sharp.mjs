// Keeps sharp's GLib apart from the one that Electron links on Linux. See src/docs/decisions/0002.
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, root, writeJson } from './cache.mjs'

const folder = join(root, 'node_modules', '@img')
const stampFile = join(folder, '.windhover.json')

/** What sharp's binding takes from libvips, and would get from the system's GLib inside Electron. */
const CLASHING = ['g_object_ref', 'g_object_unref', 'g_signal_connect_data', 'g_log_set_handler']

/** Renames the clashing functions in sharp's binding and in its libvips alike. */
export async function sharpApart({ report, exclusive }) {
  if (process.platform !== 'linux' || !existsSync(folder)) return
  const files = nativeFiles()
  const state = files.map((file) => `${file} ${CLASHING.length}`)
  const isReady = () => String(readJson(stampFile)?.state) === String(state)
  if (isReady()) return
  await exclusive(async () => {
    if (isReady()) return
    try {
      const changed = files.map((file) => [file, renameSymbols(file)])
      for (const [file, bytes] of changed) replace(file, bytes)
      writeJson(stampFile, { state })
    } catch (error) {
      report.say(`sharp: its GLib stays as it is (${error.message}); in Electron, images may fail to load.`)
    }
  })
}

function nativeFiles() {
  const isNative = /^(sharp-linux.*\.node|libvips-cpp\.so\.\S+)$/
  return readdirSync(folder)
    .map((name) => join(folder, name, 'lib'))
    .filter((lib) => /sharp-(libvips-)?linux(musl)?-/.test(lib) && existsSync(lib))
    .flatMap((lib) =>
      readdirSync(lib)
        .filter((name) => isNative.test(name))
        .map((name) => join(lib, name)),
    )
}

/**
 * A name of the same length and the same hash (h = 33 h + c, in the library's own symbol table): one letter up by
 * one, the next down by 33. So no table has to be built anew.
 */
function otherName(name) {
  const at = name.indexOf('_') + 1
  const pair = String.fromCharCode(name.charCodeAt(at) + 1, name.charCodeAt(at + 1) - 33)
  return name.slice(0, at) + pair + name.slice(at + 2)
}

function renameSymbols(file) {
  const bytes = readFileSync(file)
  for (const name of CLASHING) {
    const old = Buffer.from(`\0${name}\0`)
    const at = bytes.indexOf(old)
    if (at < 0 && bytes.includes(`\0${otherName(name)}\0`)) continue
    if (at < 0 || bytes.indexOf(old, at + 1) >= 0) throw new Error(`${name} is not once in ${file}`)
    bytes.write(otherName(name), at + 1, 'latin1')
  }
  return bytes
}

function replace(file, bytes) {
  writeFileSync(`${file}.tmp`, bytes, { mode: statSync(file).mode })
  renameSync(`${file}.tmp`, file)
}
