import { extractFile } from '@electron/asar'
import { readFileSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { app, filesIn, packageOf, packages, packed, readJson, root } from './packaged'

// What is shipped is what runs, and says what it is.

/** What TensorFlow.js wants to be installed, and what that wants. */
const installers = [
  '@mapbox/node-pre-gyp',
  'adm-zip',
  'agent-base',
  'https-proxy-agent',
  'make-dir',
  'minizlib',
  'nopt',
  'npmlog',
  'gauge',
  'rimraf',
  'glob',
  'tar',
  'yargs',
  'core-js',
  'regenerator-runtime',
]

interface Licence {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly text: string
}
interface Component {
  readonly name: string
  readonly purl?: string
  readonly version?: string
  readonly 'bom-ref': string
  readonly licenses: unknown[]
}

const archive = join(app, 'resources/app.asar')
const aboutOf = (path: string) =>
  JSON.parse(extractFile(archive, join(path, 'package.json')).toString()) as { name: string; version: string }
const sbom = readJson(join(app, 'sbom.cdx.json')) as {
  readonly bomFormat: string
  readonly metadata: { component: { name: string } }
  readonly components: Component[]
}

/** Where Node looks for what a file names beside itself. */
const beside = (path: string) =>
  ['', '.js', '.json', '.node', '.cjs', '/index.js'].map((end) => `${path}${end}`)

describe('the package', () => {
  test('lacks no file that another one loads', () => {
    const there = new Set(packed.map(({ path }) => path))
    const missing: string[] = []
    for (const { path } of packed) {
      if (!/\.[cm]?js$/.test(path)) continue
      const code = extractFile(archive, path).toString()
      for (const [, name = ''] of code.matchAll(/\brequire\(['"](\.{1,2}\/[^'"]+)['"]\)/g)) {
        if (!beside(posix.join(posix.dirname(path), name)).some((file) => there.has(file)))
          missing.push(`${path}: ${name}`)
      }
    }
    expect(missing).toEqual([])
  })

  test('holds the code, the libraries and the sample', () => {
    expect(packages.length).toBeGreaterThan(20)
    const openJpeg = 'node_modules/@cornerstonejs/codec-openjpeg/dist/openjpegwasm_decode'
    for (const name of [
      ...['out/main.js', 'out/preload.cjs', 'out/trainer.js', 'out/licences.json'],
      ...[`${openJpeg}.js`, `${openJpeg}.wasm`],
    ])
      expect(packed.map(({ path }) => path)).toContain(name)
    expect(filesIn(join(app, 'resources')).map((file) => basename(file))).toEqual(
      expect.arrayContaining([
        ...['libvips-cpp.so.8.18.7', 'tfjs_binding.node', 'hdf5_hl.js', 'crossroads.png'],
        ...['node-sqlite3-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'ownGlib.node', 'libtensorflow_cc.so.2'],
        expect.stringMatching(/^sharp-linux-x64.*\.node$/),
      ]),
    )
  })

  test('holds nothing that only the installation needs', () => {
    const beside = filesIn(join(app, 'resources/app.asar.unpacked')).map((file) => file.slice(app.length + 1))
    const all = [...packed.map(({ path }) => path), ...beside]
    const found = all.filter((path) =>
      installers.some((name) => packageOf(path)?.endsWith(`node_modules/${name}`)),
    )
    expect(found).toEqual([])
  })

  test('holds no development tool, test, type or source map', () => {
    const odd = packed.filter(({ path }) =>
      /\.(map|[cm]?ts|svelte)$|(^|\/)(test|tests|coverage)\//.test(path),
    )
    expect(odd.map(({ path }) => path)).toEqual([])
    const { dependencies } = readJson(join(root, 'package.json')) as { dependencies: Record<string, string> }
    const direct = Object.keys(dependencies).filter((name) => !packages.includes(`node_modules/${name}`))
    expect(direct).toEqual([])
  })

  test('is known to the desktop by the name of its file there', () => {
    const about = JSON.parse(extractFile(archive, 'package.json').toString()) as { desktopName: string }
    expect(about.desktopName).toBe('windhover.desktop')
  })
})

describe('the bill of materials', () => {
  test('names every package that is packed, in its version, and no other that is not in our code', () => {
    expect(sbom.bomFormat).toBe('CycloneDX')
    expect(sbom.metadata.component.name).toBe('Windhover')
    const known = sbom.components.map((each) => each['bom-ref'])
    const held = packages.map((path) => aboutOf(path)).map(({ name, version }) => `${name}@${version}`)
    expect(held.filter((ref) => !known.includes(ref))).toEqual([])
    const npm = sbom.components.filter(({ purl }) => purl?.startsWith('pkg:npm/'))
    const bundled = npm
      .map(({ name }) => name)
      .filter((name) => !held.some((ref) => ref.startsWith(`${name}@`)))
    expect(bundled).toEqual(expect.arrayContaining(['svelte', '@lucide/svelte']))
    expect(bundled).not.toContain('electron-builder')
    expect(bundled.length).toBeLessThan(12)
    for (const name of ['Electron', 'TensorFlow', 'libvips', 'glib', 'HDF5', 'SQLite', 'XNNPACK'])
      expect(sbom.components.map((each) => each.name)).toContain(name)
  })

  test('says a licence of each, and not where it came from', () => {
    expect(sbom.components.filter(({ licenses }) => licenses.length === 0)).toEqual([])
    const lines = JSON.stringify(sbom.components)
    expect(lines).not.toMatch(/"distribution"/)
  })
})

describe('the licences', () => {
  const told = JSON.parse(extractFile(archive, 'out/licences.json').toString()) as Licence[]
  const all = readFileSync(join(app, 'LICENCES.txt'), 'utf8')

  test('stand in the app and beside it, with their texts, for every part of the bill of materials', () => {
    expect(told[0]).toMatchObject({ name: 'Windhover', licence: 'MIT' })
    for (const { name } of sbom.components) {
      const licence = told.find((each) => each.name === name)
      expect(licence?.text.length, name).toBeGreaterThan(100)
      expect(all.includes(licence?.text ?? 'missing'), name).toBe(true)
    }
  })

  test.each([
    ['libvips', 'LGPL-3.0-or-later', /GNU LESSER GENERAL PUBLIC LICENSE/],
    ['libheif', 'LGPL-3.0-or-later', /GNU LESSER GENERAL PUBLIC LICENSE/],
    ['TensorFlow', 'Apache-2.0', /Eigen/],
    ['svelte', 'MIT', /Svelte Contributors/],
    ['@lucide/svelte', 'ISC', /Lucide/],
    ['h5wasm', 'NIST-Software AND HDF5', /National Institute of\s+Standards/],
    ['OpenJPEG', 'BSD-2-Clause', /Louvain/],
    ['HDF5', 'HDF5', /^Copyright Notice and License Terms for[\s\S]*The HDF Group/],
  ])('of %s is %s', (name, licence, text) => {
    const part = told.find((each) => each.name === name)
    expect(part?.licence).toBe(licence)
    expect(part?.text).toMatch(text)
  })

  test("of Chromium lie beside the app, as Electron's makers ship them", () => {
    expect(readFileSync(join(app, 'LICENSES.chromium.html'), 'utf8').length).toBeGreaterThan(1e6)
  })
})
