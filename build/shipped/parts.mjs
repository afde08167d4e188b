// All that the app is made of, each part with its licence: packages, Electron, TensorFlow, and what lies inside of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, root } from '../setup/cache.mjs'
import { findElectron } from '../setup/electronPath.mjs'
import { insideOf } from './inside.mjs'
import { standardText } from './standardText.mjs'

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} version '' where its makers give none
 * @property {string} licence an SPDX expression
 * @property {string} text the licence with its copyright lines
 * @property {string} [owner] whose it is, where the text has no line that says so
 * @property {string} [path] of a package: below the root
 * @property {string} [inside] the path of the package that holds it
 * @property {boolean} [loaded] whether the package lies in node_modules of the app; else in its own code
 */

/** Names of the files that hold a licence, whatever package they are in. */
export const LICENCE_FILE = /(^|\/)(licen[cs]es?|notices?|copying|third.party)[^/]*$/i

/** What these packages say in words, as an identifier. */
const NAMED = { h5wasm: 'NIST-Software AND HDF5' }

/**
 * @param {{loaded: string[], bundled: string[]}} packages paths below the root: what Node loads, and whose code lies in ours
 * @returns {Part[]} the app itself first, then by name
 */
export function partsOf({ loaded, bundled }) {
  const paths = [...new Set([...loaded, ...bundled])]
  const packages = paths.map((path) => ({ ...npmPart(path), loaded: loaded.includes(path) }))
  const others = [
    electronPart(),
    ...tensorflowParts(),
    samplePart(),
    encoderPart(),
    ...packages.flatMap(insideOf),
  ]
  const all = [...packages, ...others]
  return [ownPart(), ...all.sort((a, b) => a.name.localeCompare(b.name, 'en'))]
}

/** What is told of the parts: of one that lies in several others, once. */
export function licencesOf(parts) {
  const told = parts.map(({ name, version, licence, text }) => [
    `${name} ${version}`,
    { name, version, licence, text },
  ])
  return [...new Map(told).values()]
}

function npmPart(path) {
  const { name, version, license, author } = readJson(join(root, path, 'package.json'))
  const licence = NAMED[name] ?? String(license ?? '').replace(/^\((.*)\)$/, '$1')
  if (!licence || /^see licen[cs]e/i.test(licence))
    throw new Error(`The package ${name} names no licence: read it, and name it in build/shipped/parts.mjs.`)
  return {
    name,
    version,
    licence,
    text: licencesIn(join(root, path)) || unsigned(name, author, licence),
    path,
  }
}

/** The licences that lie in a folder itself, one after the other; '' where there are none. */
function licencesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name) && !/\.[cm]?[jt]s$/.test(entry.name))
    .map(({ name }) => readFileSync(join(folder, name), 'utf8').trim())
    .join('\n\n')
}

function unsigned(name, author, licence) {
  const who = typeof author === 'string' ? author : author?.name
  return `Copyright: ${who || `the authors of ${name}`}\n\n${standardText(licence)}`
}

function ownPart() {
  const { productName: name, version, license } = readJson(join(root, 'package.json'))
  return { name, version, licence: license, text: readFileSync(join(root, 'LICENSE'), 'utf8').trim() }
}

/** Chromium's own list has 13 MB: it lies beside the app, as Electron ships it. */
function electronPart() {
  const folder = join(root, 'node_modules/electron')
  const version = findElectron()?.version ?? readJson(join(folder, 'package.json')).version
  const text =
    `${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n\n` +
    'Chromium, Node.js, V8, FFmpeg and all that they hold: see LICENSES.chromium.html beside the app.'
  return { name: 'Electron', version, licence: 'MIT', text }
}

/** The native library and, in a GPU build, its CUDA parts; nothing where it was not set up. */
function tensorflowParts() {
  const path = 'node_modules/@tensorflow/tfjs-node-gpu'
  const stamp = readJson(join(root, path, 'lib/windhover.json'))
  if (!stamp) return []
  const deps = join(root, path, 'deps')
  const text = [standardText('Apache-2.0'), licencesIn(deps)].join('\n\n')
  const library = { name: 'TensorFlow', version: stamp.version, licence: 'Apache-2.0', text, inside: path }
  return [library, ...cudaParts(deps, path)]
}

function cudaParts(deps, path) {
  return readdirSync(deps)
    .filter((file) => /^nvidia-.*\.json$/.test(file))
    .map((file) => {
      const name = file.slice(0, -'.json'.length)
      const licence = join(deps, 'licences', `${name}.txt`)
      const text = existsSync(licence) ? readFileSync(licence, 'utf8').trim() : ''
      const { version } = readJson(join(deps, file))
      return { name, version, licence: 'LicenseRef-NVIDIA', text, inside: path }
    })
}

/** The pretrained weights. */
function encoderPart() {
  const read = (name) => readFileSync(join(root, 'src/models/pretrained', name), 'utf8').trim()
  const text = [read('ATTRIBUTION.md'), read('LICENSE'), standardText('Apache-2.0')].join('\n\n')
  const owner = 'the TensorFlow authors; 2020 ML Illustrated'
  return { name: 'EfficientNet-Lite0 weights', version: '0.1.0', licence: 'Apache-2.0', text, owner }
}

function samplePart() {
  const text = readFileSync(join(root, 'build/sample/ATTRIBUTION.md'), 'utf8').trim()
  const owner = 'Karlsruhe Institute of Technology'
  return { name: 'Sample photograph (KIT AIS)', version: '', licence: 'CC-BY-3.0', text, owner }
}
