import { type DirectoryRecord, getRawHeader } from '@electron/asar'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

// The app as it was packaged for a test: what is in its archive and beside it.

export const root = resolve(import.meta.dirname, '../..')
export const dist = join(root, 'dist/test-build')

/** The folder of the unpacked app. */
export const app = join(dist, readdirSync(dist).find((name) => name.endsWith('-unpacked')) ?? 'missing')

export interface Packed {
  /** Below the app's own folder, as the app sees it: in the archive or not. */
  readonly path: string
  readonly bytes: number
  readonly unpacked: boolean
}

function inArchive(folder: DirectoryRecord, at = ''): Packed[] {
  return Object.entries(folder.files).flatMap(([name, entry]) => {
    const path = at ? `${at}/${name}` : name
    if ('files' in entry) return inArchive(entry, path)
    return 'size' in entry ? [{ path, bytes: entry.size, unpacked: entry.unpacked === true }] : []
  })
}

/** Every file of the app's code: those that lie unpacked beside the archive stand in its header, too. */
export const packed = inArchive(getRawHeader(join(app, 'resources/app.asar')).header as DirectoryRecord)

/** Every file on the disk below a folder. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

export const bytesIn = (folder: string) => filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0)

/** The path of a file's package below the app: "node_modules/a/node_modules/b"; undefined for our own. */
export const packageOf = (path: string) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]

export const packages = [...new Set(packed.flatMap(({ path }) => packageOf(path) ?? []))].sort()

export const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown
