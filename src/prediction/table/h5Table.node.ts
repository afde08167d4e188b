import { growing, texts } from '../../dataset/layoutWriter.node'
import type { H5Dataset, H5File } from '../../hdf5/h5Module.node'
import { mainThreshold } from '../../found/threshold'
import type { TableAbout, TableRows } from './rows'

export const tableSchema = 'windhover-table/1'
/** Rows of a chunk: some kilobytes each. */
const chunk = 4096

type Column = Uint8Array | Float32Array | Int32Array

/**
 * A table of predictions as HDF5, row by row. Of classes: /probabilities f32 [N, K] and, where they are known, /labels u8
 * [N, K]. Of detections: /class u8 [M], /score f32 [M], /xywh f32 [M, 4]. Both: /tile and /source i32 [N], /place i32 [N, 3]
 * (level, x, y), /sources/path; root attributes schema, kind, run, class_names, several, threshold, from, split,
 * and thresholds f64 [K] where each class has one of its own.
 */
export class H5Table {
  private readonly columns = new Map<string, H5Dataset>()
  private written = 0
  private room = chunk

  constructor(file: H5File, about: TableAbout) {
    const { kind, run, classNames, several, threshold, from, split, sources, labelled } = about
    for (const [name, value] of Object.entries({
      schema: tableSchema,
      kind,
      run,
      from,
      split: split ?? 'all',
    }))
      file.create_attribute(name, value)
    file.create_attribute('class_names', [...classNames])
    file.create_attribute('several', several ? 1 : 0, [], '<i')
    file.create_attribute('threshold', mainThreshold(threshold), [], '<d')
    if (typeof threshold !== 'number')
      file.create_attribute('thresholds', [...threshold.own], [threshold.own.length], '<d')
    file.create_group('sources')
    texts(file, 'sources/path', sources)
    const column = (name: string, type: new (length: number) => Column, width?: number) => {
      const shape = width === undefined ? [chunk] : [chunk, width]
      this.columns.set(name, growing(file, name, { data: new type(chunk * (width ?? 1)), shape }))
    }
    column('tile', Int32Array)
    column('source', Int32Array)
    column('place', Int32Array, 3)
    if (kind === 'classes') {
      column('probabilities', Float32Array, classNames.length)
      if (labelled) column('labels', Uint8Array, classNames.length)
    } else {
      column('class', Uint8Array)
      column('score', Float32Array)
      column('xywh', Float32Array, 4)
    }
    for (const name of ['probabilities', 'labels', 'class'])
      this.columns.get(name)?.create_attribute('values', 'classes in the order of class_names')
  }

  write(rows: TableRows): void {
    const to = this.written + rows.tile.length
    if (to === this.written) return
    if (to > this.room) this.resize((this.room = Math.max(2 * this.room, Math.ceil(to / chunk) * chunk)))
    for (const [name, dataset] of this.columns)
      dataset.write_slice([[this.written, to]], (rows as unknown as Record<string, Column>)[name] as Column)
    this.written = to
  }

  /** Cuts off the room that was not needed. */
  finish(): void {
    this.resize(this.written)
  }

  private resize(rows: number): void {
    for (const dataset of this.columns.values()) dataset.resize([rows, ...(dataset.shape ?? []).slice(1)])
  }
}
