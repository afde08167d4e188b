// Puts together the folder that becomes the app: compiled code and what it loads of node_modules.
import {
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { compiledFiles, loadedPackages } from './compile.mjs'
import { readJson, root, writeJson } from './setup/cache.mjs'
import { LICENCE_FILE } from './shipped/parts.mjs'

/** Never needed at run time, whatever package they are in. Deeper down a folder of such a name may hold code: yaml/dist/doc. */
const UNUSED =
  /\.(map|[cm]?ts|md|markdown|flow|tsbuildinfo|cc|h|gyp|bat)$|(^|\/)(\.[^/]+|(Make|CMakeLists)\S*)(\/|$)|^(test|tests|coverage|docs?|examples?)(\/|$)/i

/** What is for browsers, or holds the same once more; of OpenJPEG all but the decoder as WebAssembly. */
const UNUSED_OF = {
  h5wasm: /^(src|dist\/(esm|iife))(\/|$)/,
  '@cornerstonejs/codec-openjpeg': /^dist\/(?!openjpegwasm_decode\.)./,
  fflate: /^umd\/|browser\.c?js$/,
  proj4: /^lib\/|^dist\/proj4\.js$/,
  valibot: /\.min\.[cm]js$/,
  yaml: /^browser\//,
}

/** Also of TensorFlow.js all but one bundle a package, and the native package's code and libraries. */
function isUnused(name, file) {
  if (UNUSED_OF[name]?.test(file)) return true
  if (!name.startsWith('@tensorflow/')) return false
  if (name === '@tensorflow/tfjs-node-gpu') {
    return /^(src|scripts|binding|deps\/include|deps\/[^/]+\.json)(\/|$)|^dist\/.*_test\.js$|^lib\/windhover\.json$/.test(
      file,
    )
  }
  if (name === '@tensorflow/tfjs-backend-wasm' && file.endsWith('.wasm')) return false
  return /^(dist|src|tools|wasm-out)\//.test(file) && !/^dist\/[^/]+\.node\.js$/.test(file)
}

/** What the app's own package.json says. */
const TOLD = [
  ...['name', 'productName', 'version', 'description', 'author', 'license', 'homepage'],
  ...['type', 'main', 'desktopName'],
]

export function stage(folder) {
  rmSync(folder, { recursive: true, force: true })
  // Only what the app says about itself: its packages lie beside it, and electron-builder need not look for them.
  const about = readJson(join(root, 'package.json'))
  writeJson(join(folder, 'package.json'), Object.fromEntries(TOLD.map((name) => [name, about[name]])))
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  const filter = (file) => !file.endsWith('.map')
  for (const name of compiledFiles()) {
    cpSync(join(root, 'out', name), join(folder, 'out', name), { recursive: true, filter })
  }
  for (const path of loadedPackages()) copyPackage(path, folder)
}

function copyPackage(path, folder) {
  const from = join(root, path)
  const name = path.replace(/^.*node_modules\//, '')
  const visit = (file) => {
    if (file && isUnused(name, file)) return
    if (file && UNUSED.test(file) && !LICENCE_FILE.test(file)) return
    const source = join(from, file)
    // Links lead into the cache folder; the app gets real files.
    if (!statSync(source).isDirectory()) return place(realpathSync(source), join(folder, path, file))
    for (const each of readdirSync(source))
      if (each !== 'node_modules') visit(file ? `${file}/${each}` : each)
  }
  visit('')
}

/** A hard link where that is possible: TensorFlow's library has half a gigabyte. */
function place(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
