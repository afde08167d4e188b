// Libraries that lie compiled inside of packages, with what the packages themselves say of them.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, root } from '../setup/cache.mjs'
import { standardText } from './standardText.mjs'

/** The words of libvips' list for a licence, as SPDX identifiers. */
const WORDS = [
  [/LGPLv3/, 'LGPL-3.0-or-later'],
  [/MIT License/, 'MIT'],
  [/BSD 2-Clause/, 'BSD-2-Clause'],
  [/BSD 3-Clause|New BSD/, 'BSD-3-Clause'],
  [/Mozilla Public License 1\.1/, 'MPL-1.1'],
  [/fontconfig License/, 'HPND-sell-variant'],
  [/freetype License/, 'FTL'],
  [/libpng License/, 'libpng-2.0'],
  [/libtiff License/, 'libtiff'],
  [/zlib License/, 'Zlib'],
  [/IJG License/, 'IJG'],
]

/** Compiled in by Emscripten, with its C library. */
const emscripten = { name: 'Emscripten', version: '', licence: 'MIT' }

/** For packages that list nothing: what is inside, and where its version stands. */
const UNLISTED = {
  h5wasm: (read) => [
    {
      name: 'HDF5',
      version: /HDF5-([\d.]+)-/.exec(read('CMakeLists.txt'))?.[1] ?? '',
      licence: 'HDF5',
      text: read('LICENSE.txt')
        .replace(/^[\s\S]*?(?=Copyright Notice and License Terms for)/, '')
        .trim(),
    },
    { name: 'zlib', version: '', licence: 'Zlib' },
    emscripten,
  ],
  'node-sqlite3-wasm': (read) => [
    { name: 'SQLite', version: /SQLite-([\d.]+)-/.exec(read('README.md'))?.[1] ?? '', licence: 'blessing' },
    emscripten,
  ],
  '@cornerstonejs/codec-openjpeg': () => [
    {
      name: 'OpenJPEG',
      version: '',
      licence: 'BSD-2-Clause',
      text: `Copyright (c) 2002-2014, Université catholique de Louvain (UCL), Belgium
Copyright (c) 2002-2014, Professor Benoit Macq
Copyright (c) 2001-2003, David Janssens
Copyright (c) 2002-2003, Yannick Verschueren
Copyright (c) 2003-2014, Antonin Descampe, and the other authors of OpenJPEG

${standardText('BSD-2-Clause')}`,
    },
    emscripten,
  ],
  '@tensorflow/tfjs-backend-wasm': () => [
    { name: 'XNNPACK', version: '', licence: 'BSD-3-Clause' },
    emscripten,
  ],
}

/**
 * @param {import('./parts.mjs').Part} part a package
 * @returns {import('./parts.mjs').Part[]} what is inside of it
 */
export function insideOf({ name, path }) {
  const read = (file) => readFileSync(join(root, path, file), 'utf8')
  const parts = UNLISTED[name]?.(read) ?? (name.startsWith('@img/sharp-') ? insideOfVips(path, read) : [])
  return parts.map((part) => ({ ...part, text: part.text ?? standardText(part.licence), inside: path }))
}

/** The table in the package's README, with the versions that lie beside it; none in sharp's own addon on Linux and macOS. */
function insideOfVips(path, read) {
  const versions = readJson(join(root, path, 'versions.json'))
  if (!versions || !existsSync(join(root, path, 'README.md'))) return []
  const rows = [...read('README.md').matchAll(/^\| ([\w-]+) +\| (.+?) *\|$/gm)]
  return rows
    .filter(([, library]) => library !== 'Library')
    .map(([, library, words]) => {
      const licences = WORDS.filter(([pattern]) => pattern.test(words)).map(([, id]) => id)
      if (licences.length === 0)
        throw new Error(
          `libvips holds ${library} under "${words}": name that licence in build/shipped/inside.mjs.`,
        )
      const licence = licences.join(' AND ')
      const short = library === 'libultrahdr' ? 'uhdr' : library.replace(/^lib/, '')
      const version = versions[library] ?? versions[short] ?? ''
      const text = `${library}, used under the terms of: ${words}\n\n${standardText(licence)}`
      return { name: library, version, licence, text }
    })
}
