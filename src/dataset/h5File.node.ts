import { open, rm, truncate } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError, isAbort } from '../base/errors'
import { diskFull, isDiskFull } from '../image/imageError.node'
import { claimPartial, commitPartial } from '../image/partialFile.node'
import { loadH5, type H5, type H5Dataset, type H5File } from './h5Module.node'

const signature = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * Writes an HDF5 file so that a kill at any moment, or a full disk, leaves the old file or the new one: under a temporary
 * name, closed, opened again and checked, synced, then renamed. Throws AppError('disk-full' | 'file-forbidden' |
 * 'h5-write-failed').
 */
export async function writeH5File(
  path: string,
  fill: (file: H5File) => Promise<void>,
  check: (file: H5File) => void,
): Promise<void> {
  const h5 = await loadH5()
  let temporary = ''
  try {
    temporary = await claimPartial(path)
    await fillAndClose(h5, temporary, fill)
    inspect(h5, temporary, check)
    await commitPartial(temporary, path)
  } catch (error) {
    // Its descriptor may still be open inside HDF5: only cutting it to nothing gives the space back at once.
    if (temporary) await truncate(temporary, 0).catch(() => undefined)
    if (temporary) await rm(temporary, { force: true }).catch(() => undefined)
    throw writeError(path, error)
  }
}

async function fillAndClose(h5: H5, path: string, fill: (file: H5File) => Promise<void>): Promise<void> {
  const file = new h5.File(path, 'w')
  let failed: unknown
  try {
    await fill(file)
  } catch (error) {
    failed = error
  }
  let status = -1
  try {
    status = file.close()
  } catch (error) {
    failed ??= error
  }
  if (failed !== undefined) throw failed
  if (status < 0) throw new Error(`HDF5 could not close "${path}"`)
}

function inspect(h5: H5, path: string, check: (file: H5File) => void): void {
  const file = new h5.File(path, 'r')
  try {
    check(file)
  } finally {
    file.close()
  }
}

function writeError(path: string, error: unknown): unknown {
  if (error instanceof AppError || isAbort(error)) return error
  const text = error instanceof Error ? error.message : String(error)
  if (isDiskFull(error)) return diskFull(path, error)
  if (/EACCES|EPERM|EROFS|permission denied|read-only/i.test(text))
    return new AppError(
      'file-forbidden',
      `"${dirname(path)}" cannot be written to: change its permissions or choose another folder.`,
      { cause: error },
    )
  return new AppError(
    'h5-write-failed',
    `"${path}" could not be written (${reason(text)}): check the disk and try again.`,
    { cause: error },
  )
}

/** Opens an HDF5 file for reading. Throws AppError('file-missing' | 'h5-foreign' | 'h5-damaged') with one sentence. */
export async function openH5File(path: string): Promise<H5File> {
  const h5 = await loadH5()
  await checkSignature(path)
  try {
    return new h5.File(path, 'r')
  } catch (error) {
    throw damaged(path, error)
  }
}

export function damaged(path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  return new AppError('h5-damaged', `"${path}" is damaged or cut off: build or copy it again.`, { cause })
}

/** HDF5's own complaint about a foreign file is long, and a failed open may upset the module. */
async function checkSignature(path: string): Promise<void> {
  let found: Buffer
  try {
    const handle = await open(path, 'r')
    try {
      found = Buffer.alloc(8)
      await handle.read(found, 0, 8, 0)
    } finally {
      await handle.close()
    }
  } catch (error) {
    const missing = /ENOENT/.test(String(error))
    throw new AppError(
      missing ? 'file-missing' : 'file-forbidden',
      missing
        ? `There is no file "${path}": build it or choose another.`
        : `"${path}" may not be read: check its permissions.`,
      { cause: error },
    )
  }
  if (!found.equals(signature))
    throw new AppError('h5-foreign', `"${path}" is not an HDF5 file: choose a dataset that "build" wrote.`)
}

/** The dataset at `name`; throws when there is none of that number of dimensions. */
export function datasetAt(h5: H5, file: H5File, name: string, dimensions: number): H5Dataset {
  const found = file.get(name)
  if (!(found instanceof h5.Dataset) || found.shape?.length !== dimensions)
    throw new AppError(
      'h5-foreign',
      `"${file.filename}" has no dataset "${name}" of ${dimensions} dimensions: it is not a Windhover dataset.`,
    )
  return found
}

/** The innermost message of HDF5's error stack, or the first line. */
function reason(text: string): string {
  const messages = [...text.matchAll(/: ([^\n]+)\n\s+major/g)].map((m) => m[1])
  return (messages.at(-1) ?? text.split('\n')[0] ?? '').trim().slice(0, 160)
}

/** As numpy writes it: uint8, int64, float32, S64; `variable` where the length of each value is its own. */
export function typeName(dataset: H5Dataset): string {
  const { type, size, signed, vlen } = dataset.metadata
  if (vlen || type === 9) return 'variable'
  if (type === 3) return `S${size}`
  if (type > 1) return 'other'
  return type === 1 ? `float${size * 8}` : `${signed ? 'int' : 'uint'}${size * 8}`
}
