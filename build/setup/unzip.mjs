// Takes chosen files out of a zip archive (a wheel is one). yauzl is there once `npm ci` has run.
import { chmodSync, createWriteStream, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'

const LINK = 0o120000

/**
 * @param {string} archive path of the zip
 * @param {string} folder where the files go
 * @param {(name: string) => string | undefined} target maps a name in the archive to a path below `folder`;
 *   undefined leaves the file out
 * @param {(done: number, total: number) => void} [progress] in uncompressed bytes; total 0
 */
export async function unzip(archive, folder, target, progress = () => {}) {
  const { default: yauzl } = await import('yauzl')
  const zip = await promisify(yauzl.open)(archive, { lazyEntries: true, autoClose: false })
  const openEntry = promisify(zip.openReadStream.bind(zip))
  let done = 0
  try {
    await new Promise((resolve, reject) => {
      zip.on('error', reject)
      zip.on('end', resolve)
      zip.on('entry', (entry) => {
        take(entry).then(() => zip.readEntry(), reject)
      })
      zip.readEntry()
    })
  } finally {
    zip.close()
  }

  async function take(entry) {
    const name = entry.fileName.endsWith('/') ? undefined : target(entry.fileName)
    if (name === undefined) return
    const file = join(folder, name)
    if (!file.startsWith(normalize(folder) + sep))
      throw new Error(`The archive names a file outside: ${name}.`)
    mkdirSync(dirname(file), { recursive: true })
    const mode = entry.externalFileAttributes >>> 16
    const stream = await openEntry(entry)
    if ((mode & 0o170000) === LINK) {
      symlinkSync(await text(stream), file)
      return
    }
    stream.on('data', (chunk) => progress((done += chunk.length), 0))
    await pipeline(stream, createWriteStream(file))
    if (mode & 0o111) chmodSync(file, 0o755)
  }
}
