// Packages the app: the unpacked folder by electron-builder, and from it what this system can make.
// --dir: only the folder; --test-build: can be driven by Playwright, and may use the stand-in Electron.
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compile } from './compile.mjs'
import { builderConfig, noticesFolder, stageFolder, unpackedFolder } from './electron-builder.config.mjs'
import { makeDeb } from './deb.mjs'
import { command } from './setup/command.mjs'
import { readJson, root } from './setup/cache.mjs'
import { findElectron } from './setup/electronPath.mjs'
import { fail, setUp } from './setup/index.mjs'
import { sayAppSize, sayFileSize } from './shipped/sizes.mjs'
import { SBOM, writeNotices } from './shipped/notices.mjs'
import { stage } from './stage.mjs'

const flags = process.argv.slice(2)
const dirOnly = flags.includes('--dir')
const testBuild = flags.includes('--test-build')

async function main() {
  const unknown = flags.find((flag) => !['--dir', '--test-build'].includes(flag))
  if (unknown)
    throw new Error(`"${unknown}" is not an option of the packaging: there are --dir and --test-build.`)
  await setUp({ quiet: true })
  const electron = findElectron()
  if (!electron)
    throw new Error('Electron is not set up: run "npm run setup -- --retry" and read what it says.')
  if (electron.isStandIn && !testBuild) {
    throw new Error(
      `Only the stand-in Electron ${electron.version} is here, which is for development and tests, never for a release: ` +
        'run "npm run setup -- --retry" where Electron\'s own download is reached, or add --test-build.',
    )
  }
  await compile()
  stage(stageFolder(testBuild))
  const { copyright } = await writeNotices(noticesFolder(testBuild))
  await drawIcons(join(dirname(stageFolder(testBuild)), 'icons'))
  await build(electron)
  console.log(`Unpacked app: ${unpackedFolder(testBuild)}`)
  if (isMeasured()) sayAppSize(unpackedFolder(testBuild))
  if (dirOnly || process.platform !== 'linux') return
  const { name, version } = readJson(join(root, 'package.json'))
  const base = `${name}-${version}-linux-${process.arch}${testBuild ? '-test' : ''}`
  const folder = dirname(unpackedFolder(testBuild))
  copyFileSync(join(noticesFolder(testBuild), SBOM), join(folder, `${base}.cdx.json`))
  const archive = await makeArchive(join(folder, `${base}.tar.gz`), base)
  const deb = await makeDeb({
    app: unpackedFolder(testBuild),
    icons: join(dirname(stageFolder(testBuild)), 'icons'),
    copyright,
    base,
    // What is only tried out need not be small.
    level: testBuild ? 1 : 10,
  })
  if (isMeasured()) for (const file of [archive, deb]) if (file) sayFileSize(file)
}

/** The limits are those of the CPU build on Linux: CUDA's libraries alone are several times that. */
const isMeasured = () =>
  process.platform === 'linux' &&
  readJson(join(root, 'node_modules/@tensorflow/tfjs-node-gpu/lib/windhover.json'))?.build !== 'gpu'

async function build(electron) {
  const { build: run, Platform } = await import('electron-builder')
  const platform = Platform.current()
  // Linux's own formats are made below, without tools that have to be fetched first.
  const targets =
    dirOnly || process.platform === 'linux' ? platform.createTarget('dir') : platform.createTarget()
  rmSync(unpackedFolder(testBuild), { recursive: true, force: true })
  await run({ targets, projectDir: root, config: builderConfig({ electron, testBuild }) })
}

async function drawIcons(folder) {
  const { default: sharp } = await import('sharp')
  const drawing = readFileSync(join(root, 'build/icons/windhover.svg'))
  mkdirSync(folder, { recursive: true })
  for (const size of [16, 32, 48, 64, 128, 256, 512]) {
    await sharp(drawing, { density: 144 })
      .resize(size)
      .png()
      .toFile(join(folder, `${size}x${size}.png`))
  }
}

async function makeArchive(file, folderName) {
  const app = unpackedFolder(testBuild)
  const names = ['-C', app, '--transform', `s,^\\.,${folderName},`, '.']
  const { ok, reason } = await command(
    'tar',
    ['-cf', file, '-I', `gzip -${testBuild ? 1 : 6}`, '--owner=0', '--group=0', ...names],
    {
      seconds: 900,
    },
  )
  if (!ok) throw new Error(`tar could not write ${file}: ${reason}.`)
  console.log(`Archive: ${file}`)
  return file
}

await main().catch(fail)
