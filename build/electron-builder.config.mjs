// What electron-builder is told, for every system. The app comes from `stage` (see stage.mjs), complete.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, root } from './setup/cache.mjs'

const output = (testBuild) => join(root, 'dist', testBuild ? 'test-build' : 'release')

/** Packages with native code or WebAssembly: it is loaded from real files, and a person can put another libvips there. */
const UNPACKED = [
  'sharp',
  '@img/*',
  'h5wasm',
  'node-sqlite3-wasm',
  '@tensorflow/tfjs-node-gpu',
  '@tensorflow/tfjs-backend-wasm',
]

/** Whether a package (its path below the root) lies outside of the app's archive. */
export const isUnpacked = (path) =>
  UNPACKED.some(
    (name) => path === `node_modules/${name}` || (name === '@img/*' && path.startsWith('node_modules/@img/')),
  )

/** What says of which parts the app is made, beside it. */
export const noticesFolder = (testBuild) => join(output(testBuild), 'notices')

export const stageFolder = (testBuild) => join(output(testBuild), 'stage')

/** The folder of the unpacked app, as electron-builder names it. */
export function unpackedFolder(testBuild) {
  const arch = process.arch === 'x64' ? '' : `-${process.arch}`
  const system =
    { win32: `win${arch}-unpacked`, darwin: `mac${arch}` }[process.platform] ?? `linux${arch}-unpacked`
  return join(output(testBuild), system)
}

/** The executable of the unpacked app. */
export function unpackedApp(testBuild = true) {
  const file = { win32: 'Windhover.exe', darwin: 'Windhover.app/Contents/MacOS/Windhover' }[process.platform]
  return join(unpackedFolder(testBuild), file ?? 'windhover')
}

/**
 * @param {{electron: {folder: string, version: string}, testBuild: boolean, platform?: NodeJS.Platform}} options a test
 *   build can be driven by Playwright; a release can not be made to run anything but the app
 */
export function builderConfig({ electron, testBuild, platform = process.platform }) {
  const { productName } = readJson(join(root, 'package.json'))
  const suffix = testBuild ? '-test' : ''
  return {
    appId: 'io.github.windhover',
    productName,
    executableName: 'windhover',
    artifactName: `windhover-\${version}-\${os}-\${arch}${suffix}.\${ext}`,
    directories: { app: stageFolder(testBuild), output: output(testBuild), buildResources: 'build/icons' },
    electronDist: electron.folder,
    electronVersion: electron.version,
    electronLanguages: ['en-US'],
    publish: null,
    // "false": node_modules is complete as it lies in the stage, and every native part is built against Node-API.
    beforeBuild: () => false,
    files: [
      '**/*',
      { from: join(stageFolder(testBuild), 'node_modules'), to: 'node_modules', filter: ['**/*'] },
    ],
    extraResources: [{ from: join(root, 'build/sample'), to: 'sample' }],
    extraFiles: [{ from: noticesFolder(testBuild), to: '.' }],
    asar: true,
    asarUnpack: ['out/native/**', ...UNPACKED.map((name) => `node_modules/${name}/**`)],
    afterExtract: ({ appOutDir }) => {
      // The stand-in's loader, if that is what we pack.
      for (const name of ['resources/app', 'windhover.json'])
        rmSync(join(appOutDir, name), { recursive: true, force: true })
    },
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      // The whole difference: where main may be inspected, windows may be driven (electron/driven.ts).
      enableNodeCliInspectArguments: testBuild,
      // Electron has no such check for Linux.
      enableEmbeddedAsarIntegrityValidation: platform !== 'linux',
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    },
    linux: { target: ['AppImage'], category: 'Science', icon: join(stageFolder(testBuild), '../icons') },
    win: { target: ['nsis'], icon: join(stageFolder(testBuild), '../icons/512x512.png') },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    mac: {
      target: ['dmg'],
      category: 'public.app-category.graphics-design',
      icon: join(stageFolder(testBuild), '../icons/512x512.png'),
      hardenedRuntime: true,
    },
  }
}
