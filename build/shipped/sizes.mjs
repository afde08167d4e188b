// How large what is shipped may get, and what in it takes how much.
import { readdirSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'

const UNPACKED = /^resources\/app\.asar\.unpacked\/node_modules\//
/** Parts of the unpacked app, first match first; megabytes (10^6) that each may have on Linux with the CPU build. */
const PARTS = [
  { name: 'TensorFlow', of: /\/tfjs-node-gpu\/(deps|lib)\//, most: 640 },
  { name: 'libvips and sharp', of: /\/node_modules\/(@img|sharp)\//, most: 25 },
  { name: 'other packages with native code or WebAssembly', of: UNPACKED, most: 12 },
  {
    name: 'Windhover, the JavaScript of packages, the sample and the pretrained weights',
    of: /^resources\//,
    most: 21,
  },
  { name: 'licences and bill of materials', of: /^(LICENSE|LICENCES|sbom)/, most: 25 },
  { name: 'Electron', of: /./, most: 300 },
]

/** Megabytes that an artefact may have, by how its name ends: a test build is packed quickly, a release a fifth smaller. */
const ARTEFACTS = { '.deb': 290, '.tar.gz': 320 }

/**
 * @param {string} app the folder of the unpacked app
 * @returns {{name: string, megabytes: number, most: number}[]}
 */
export function sizesOf(app) {
  const bytes = new Map(PARTS.map(({ name }) => [name, 0]))
  for (const entry of readdirSync(app, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const path = relative(app, file).replaceAll(sep, '/')
    const { name } = PARTS.find(({ of }) => of.test(path))
    bytes.set(name, bytes.get(name) + statSync(file).size)
  }
  return PARTS.map(({ name, most }) => ({ name, megabytes: bytes.get(name) / 1e6, most }))
}

/**
 * Says how large something is.
 * @throws {Error} one sentence, where it is larger than it may be
 */
export function sayAppSize(app) {
  const sizes = sizesOf(app)
  for (const { name, megabytes } of sizes) console.log(`  ${name}: ${megabytes.toFixed(1)} MB`)
  for (const { name, megabytes, most } of sizes) refuse(name, megabytes, most)
}

/** As `sayAppSize`, of a file that is handed out. */
export function sayFileSize(file) {
  const megabytes = statSync(file).size / 1e6
  const ending = Object.keys(ARTEFACTS).find((each) => file.endsWith(each))
  console.log(`${basename(file)}: ${megabytes.toFixed(1)} MB`)
  refuse(basename(file), megabytes, ARTEFACTS[ending])
}

function refuse(what, megabytes, most) {
  if (megabytes <= most) return
  throw new Error(
    `${what} has ${megabytes.toFixed(0)} MB and may have ${most}: find out what came in, or raise the limit in build/shipped/sizes.mjs.`,
  )
}
