import { closeSync, readSync, statSync } from 'node:fs'
import { rm, truncate } from 'node:fs/promises'
import { AppError, isAbort } from '../base/errors'
import { writeError as diskError } from '../files/diskErrors'
import { openRegular } from '../files/readFile.node'
import { claimPartial, commitPartial } from '../files/replaceFile.node'
import { says } from '../messages/says/says'
import { elsewhere, loadH5, refusedFile, type H5, type H5Dataset, type H5File } from './h5Module.node'

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
  const known = diskError(path, error)
  if (known instanceof AppError) return known
  const text = error instanceof Error ? error.message : String(error)
  return new AppError('h5-write-failed', says.hdf5.pathCouldNotBeWritten(path, reason(text)), {
    cause: error,
  })
}

/** Opens an HDF5 file for reading. Throws AppError('file-missing' | 'h5-foreign' | 'h5-damaged') with one sentence. */
export async function openH5File(path: string): Promise<H5File> {
  const h5 = await loadH5()
  checkSignature(path)
  try {
    return new h5.File(path, 'r')
  } catch (error) {
    throw damaged(path, error)
  }
}

export function damaged(path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const other = refusedFile()
  if (other !== undefined) return elsewhere(says.hdf5.pathNamesOther(path, other))
  return new AppError('h5-damaged', says.hdf5.pathIsDamagedOrCut(path), { cause })
}

/** HDF5's own complaint about a foreign file is long, and a failed open may upset the module. */
function checkSignature(path: string): void {
  const { file } = openRegular(path, { follow: true })
  const found = Buffer.alloc(8)
  try {
    readSync(file, found, 0, 8, 0)
  } finally {
    closeSync(file)
  }
  if (!found.equals(signature)) throw new AppError('h5-foreign', says.hdf5.pathIsNotAnHdf5(path))
}

/** The dataset at `name`; throws when there is none of that number of dimensions. */
export function datasetAt(h5: H5, file: H5File, name: string, dimensions: number): H5Dataset {
  const found = file.get(name)
  if (!(found instanceof h5.Dataset) || found.shape?.length !== dimensions)
    throw new AppError('h5-foreign', says.hdf5.fileHasNoDatasetName(file.filename, name, dimensions))
  return found
}

/** Compressed data may be so many times as large as the file that it comes from. */
const maxInflated = 64
const alwaysFine = 16 * 1024 * 1024

/** Refuses to read a whole dataset that claims to be larger than anything its file could hold. */
export function checkBytes(file: H5File, dataset: H5Dataset): void {
  const { shape, size } = dataset.metadata
  const claimed = (shape ?? []).reduce((bytes, side) => bytes * side, size)
  if (claimed <= alwaysFine) return
  // What is written, not what its length says: a file may have holes.
  const { blocks, size: length } = statSync(file.filename)
  const there = blocks === undefined ? length : Math.min(length, blocks * 512)
  if (claimed <= there * maxInflated) return
  throw new AppError(
    'h5-damaged',
    says.hdf5.fileIsDamagedPathClaims(file.filename, dataset.path, claimed, there),
  )
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
