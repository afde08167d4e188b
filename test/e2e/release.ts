import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses'
import { chmodSync, copyFileSync, linkSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { root } from './windhover'

// The package under test and the release that it stands for: the same files, with one fuse otherwise.

/** The executable of the packaged app. */
export const packagedApp = process.env['WINDHOVER_TEST_APP'] ?? ''

type FuseName = keyof typeof FuseV1Options
type Fuses = Partial<Record<FuseName, boolean>>
interface BuilderConfig {
  readonly electronFuses: Readonly<Record<string, boolean>>
  readonly [setting: string]: unknown
}

interface BuilderOptions {
  readonly electron: { readonly folder: string; readonly version: string }
  readonly testBuild: boolean
  readonly platform: NodeJS.Platform
}

/** What electron-builder is told, for a release or for a test build. */
export async function builderConfig(testBuild: boolean, platform = process.platform): Promise<BuilderConfig> {
  const file = join(root, 'build/electron-builder.config.mjs')
  const { builderConfig: make } = (await import(file)) as {
    builderConfig(options: BuilderOptions): BuilderConfig
  }
  return make({ electron: { folder: '', version: '' }, testBuild, platform })
}

/** The fuses that a build is told to set, by the names that Electron's own tool has for them. */
export async function wantedFuses(testBuild: boolean, platform = process.platform): Promise<Fuses> {
  const { electronFuses } = await builderConfig(testBuild, platform)
  const named = Object.entries(electronFuses).map(([name, on]) => [
    name[0]?.toUpperCase() + name.slice(1),
    on,
  ])
  return Object.fromEntries(named) as Fuses
}

/** How a fuse that is on stands in the executable. */
const on = '1'.charCodeAt(0)

/** The fuses that an executable has. */
export async function readFuses(executable: string): Promise<Fuses> {
  const wire = await getCurrentFuseWire(executable)
  const fuses = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name))) as FuseName[]
  const known = fuses.filter((name) => FuseV1Options[name] in wire)
  return Object.fromEntries(known.map((name) => [name, wire[FuseV1Options[name]] === on]))
}

/** The package with a release's fuses, in a folder that every user may read; without TensorFlow's libraries, which are big. */
export async function releaseCopy(folder: string): Promise<string> {
  const from = dirname(packagedApp)
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const to = join(folder, entry.parentPath.slice(from.length))
    if (entry.isDirectory() || /tfjs-node-gpu[\\/]deps/.test(entry.parentPath)) continue
    mkdirSync(to, { recursive: true })
    place(join(entry.parentPath, entry.name), join(to, entry.name))
  }
  const executable = join(folder, basename(packagedApp))
  const fuses = Object.entries(await wantedFuses(false)).map(([name, on]) => [
    FuseV1Options[name as FuseName],
    on,
  ])
  await flipFuses(executable, { version: FuseVersion.V1, ...Object.fromEntries(fuses) })
  return executable
}

/** A hard link where that is possible; what is going to be changed is copied. */
function place(from: string, to: string): void {
  try {
    if (from === packagedApp) throw new Error('its fuses are going to be others')
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
  if (from === packagedApp) chmodSync(to, 0o755)
}
