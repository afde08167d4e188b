import { damaged } from './h5File.node'
import type { H5Dataset, OpenH5 } from './h5Module.node'

/** Rows that lie side by side are read in one go up to this many bytes. */
const runBytes = 16 * 1024 * 1024

interface Run {
  readonly from: number
  to: number
  /** Where in the output the rows of this run go. */
  readonly places: number[]
}

/**
 * Rows of a dataset, whatever its number of axes, in the order asked for: bytes as they are stored in memory, `out.length /
 * rows.length` of them a row. Reads sorted and in stretches, through HDF5's own heap: h5wasm's `slice` would copy them out
 * and let them be collected as garbage.
 */
export function gatherRows(open: OpenH5, dataset: H5Dataset, rows: ArrayLike<number>, out: Uint8Array): void {
  const width = out.length / Math.max(1, rows.length)
  const runs = runsOf(rows, dataset.shape?.[0] ?? 0, Math.max(1, Math.floor(runBytes / Math.max(1, width))))
  const longest = runs.reduce((n, run) => Math.max(n, run.to - run.from), 0)
  const { Module } = open.h5
  const scratch = Module._malloc(longest * width)
  if (scratch === 0 && longest > 0) throw new Error(`no memory for ${longest} rows`)
  try {
    for (const run of runs) {
      readRun(open, dataset, run, scratch)
      for (const place of run.places) {
        const at = scratch + ((rows[place] as number) - run.from) * width
        out.set(Module.HEAPU8.subarray(at, at + width), place * width)
      }
    }
  } finally {
    Module._free(scratch)
  }
}

/** A whole dataset, as its bytes are stored. */
export function readWhole(open: OpenH5, dataset: H5Dataset): Uint8Array {
  const { Module } = open.h5
  const rows = dataset.shape?.[0] ?? 0
  const width = (dataset.shape ?? []).slice(1).reduce((a, b) => a * b, dataset.metadata.size)
  const out = new Uint8Array(rows * width)
  const step = Math.max(1, Math.floor(runBytes / Math.max(1, width)))
  const scratch = Module._malloc(Math.min(rows, step) * width)
  try {
    for (let from = 0; from < rows; from += step) {
      const to = Math.min(rows, from + step)
      readRun(open, dataset, { from, to, places: [] }, scratch)
      out.set(Module.HEAPU8.subarray(scratch, scratch + (to - from) * width), from * width)
    }
  } finally {
    Module._free(scratch)
  }
  return out
}

function runsOf(rows: ArrayLike<number>, length: number, longest: number): Run[] {
  const order = Array.from(rows, (row, place) => ({ row, place })).sort((a, b) => a.row - b.row)
  const runs: Run[] = []
  for (const { row, place } of order) {
    if (!(Number.isInteger(row) && row >= 0 && row < length)) throw new RangeError(`there is no tile ${row}`)
    let run = runs.at(-1)
    if (!run || row > run.to || row - run.from >= longest)
      runs.push((run = { from: row, to: row, places: [] }))
    run.to = row + 1
    run.places.push(place)
  }
  return runs
}

function readRun({ h5, file }: OpenH5, dataset: H5Dataset, run: Run, to: number): void {
  const shape = dataset.shape as number[]
  const count = [run.to - run.from, ...shape.slice(1)].map(BigInt)
  const offset = shape.map((_, axis) => BigInt(axis === 0 ? run.from : 0))
  const strides = shape.map(() => 1n)
  try {
    h5.Module.get_dataset_data(dataset.file_id, dataset.path, count, offset, strides, BigInt(to))
  } catch (error) {
    throw damaged(file.filename, error)
  }
}
