import { resolve } from 'node:path'
import type * as H5wasm from 'h5wasm/node'
import type { File } from 'h5wasm/node'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

export type H5 = typeof H5wasm
export type { Dataset as H5Dataset, File as H5File, Group as H5Group } from 'h5wasm/node'

/** A file that is open, and the library that opened it. */
export interface OpenH5 {
  readonly h5: H5
  readonly file: File
}

let loading: Promise<H5> | undefined

/** Files that HDF5 may open at this moment: the one that was asked for, and none that a file refers to. */
const asked = new Set<string>()
/** What HDF5 wanted to open besides since this was last asked. */
let refused: string | undefined

/** Bytes of a chunk, which HDF5 holds in memory as a whole. */
const largestChunk = 512 * 1024 * 1024

/**
 * The one place that loads HDF5. Without its throwing error handler h5wasm swallows every failed write, a full disk
 * included; and where a global `navigator` exists (Electron, Node 21 and later) it takes itself to be in a browser.
 */
export function loadH5(): Promise<H5> {
  loading ??= load()
  return loading
}

/** The other file that reading failed for; undefined where it was none. */
export function refusedFile(): string | undefined {
  const file = refused
  refused = undefined
  return file
}

async function load(): Promise<H5> {
  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  if (navigator)
    Object.defineProperty(globalThis, 'navigator', { value: undefined, configurable: true, writable: true })
  try {
    const h5 = await import('h5wasm/node')
    const module = await h5.ready
    module.activate_throwing_error_handler()
    guardFiles(module)
    guardDatasets(module)
    return h5
  } finally {
    if (navigator) Object.defineProperty(globalThis, 'navigator', navigator)
  }
}

type Module = Awaited<H5['ready']>

interface Files {
  open(path: string, flags: number, ...rest: unknown[]): unknown
  readonly ErrnoError: new (code: number) => Error
}
/** As musl and WASI number them: only a file that is new, and "no such file". */
const [exclusively, missing] = [0o200, 44]

/** Whatever a file leads to (external links, external storage, virtual datasets) stays closed. */
function guardFiles(module: Module): void {
  const openH5 = module.open.bind(module)
  module.open = (path, ...rest) => {
    const whole = resolve(path)
    asked.add(whole)
    refused = undefined
    try {
      return openH5(path, ...rest)
    } finally {
      asked.delete(whole)
    }
  }
  const files = module.FS as unknown as Files
  const open = files.open.bind(files)
  files.open = (path, flags, ...rest) => {
    // HDF5 words its complaints in a new file of its own.
    if (asked.has(resolve(path)) || (flags & exclusively) !== 0) return open(path, flags, ...rest)
    // Where it looks for filters that it lacks is no file of anybody's.
    if (!path.endsWith('/plugin')) refused = path
    throw new files.ErrnoError(missing)
  }
}

/** A virtual dataset whose files cannot be opened would be read as zeros. */
function guardDatasets(module: Module): void {
  const describe = module.get_dataset_metadata.bind(module)
  module.get_dataset_metadata = (file, path) => {
    const found = describe(file, path)
    const [first] = found.virtual_sources ?? []
    if (first) throw elsewhere(says.hdf5.itsDatasetPathIsMade(path, first.file_name))
    const chunk = (found.chunks ?? []).reduce((bytes, side) => bytes * side, found.size)
    if (!(chunk <= largestChunk))
      throw new AppError('h5-damaged', says.hdf5.theDatasetPathHasChunks(path, chunk, largestChunk))
    return found
  }
}

/** What a file refers to is not read: a project that somebody sent must not show what lies beside it. */
export function elsewhere(what: string): AppError {
  return new AppError('h5-elsewhere', says.hdf5.theHdf5FileTakesData(what))
}
