import { resolve } from 'node:path'
import { AppError, isAbort } from '../../base/errors'
import type { JobContext } from '../../base/job'
import { Random } from '../../base/random'
import { checkSpace } from '../../files/space.node'
import { splitNames, type SplitName } from '../../tiles/tiles'
import { damaged, openH5File, writeH5File } from '../../hdf5/h5File.node'
import { loadH5 } from '../../hdf5/h5Module.node'
import { writeArray, writeAbout, writeSplit } from '../layoutWriter.node'
import { says } from '../../messages/says/says'
import type { ForeignJob } from './foreign'
import { entriesOf, openForeign, type ForeignFile } from './foreignFile.node'
import { guessMap, isFullyMapped, type ForeignMap } from './mapping'
import { boxesOf, maskClasses, type BoxTable, type MaskClasses } from './masks.node'
import { referenceSchema, type ReferenceContents } from './reference.node'
import { scaleFor, statisticsOf } from './scan.node'
import { splitLabelled } from './splitLabelled'

/** Writes a small file that says which datasets of another program's HDF5 are trained from, in place. */
export async function referTo(job: ForeignJob, ctx: JobContext): Promise<void> {
  const map = job.map ?? (await guessed(job.from))
  if (!job.map) {
    const chosen = Object.entries(map).map(([role, name]) => `${role}=${name.replace(/^\//, '')}`)
    ctx.warn(says.foreign.isReadAs(job.from, chosen.join(',')))
  }
  const foreign = await openForeign(job.from, map, job.several ?? false, job.classNames)
  try {
    for (const note of foreign.notes) ctx.warn(note)
    const scale = await scaleFor(foreign, job.pixels, ctx)
    const masked = foreign.task === 'detect' ? await lookAtMasks(foreign, job, ctx) : undefined
    const classNames = masked?.classes.classNames ?? foreign.classNames
    await checkSpace(job.out, bytesOf(foreign, masked?.boxes), says.foreign.theDataset)
    const { split, notes } = deal(foreign, masked?.boxes, classNames.length, job.spec)
    for (const note of notes) ctx.warn(note)
    const { mean, std } = await statisticsOf(foreign, scale, split.train, ctx)
    const spec = { ...job.spec, tile: foreign.side, pixels: scale }
    const { task, several } = foreign
    const values = masked?.classes.values.map(([from, to]): [number, number] => [from, to])
    const reference: ReferenceContents = { path: resolve(job.from), map, several, task, maskValues: values }
    await writeH5File(
      job.out,
      async (file) => {
        file.create_group('split')
        writeSplit(file, (name) => split[name])
        if (masked) writeBoxes(file, masked.boxes)
        writeAbout(file, { spec, classNames, mean, std }, referenceSchema)
        file.create_attribute('reference', JSON.stringify(reference))
      },
      (file) => {
        if (file.attrs['schema']?.value !== referenceSchema) throw new Error('the reference was not written')
      },
    )
  } catch (error) {
    throw isAbort(error) ? error : damaged(job.from, error)
  } finally {
    foreign.file.close()
  }
}

/** Bytes that the reference takes: a number for each tile, and the boxes of masks. */
function bytesOf({ parts }: ForeignFile, boxes: BoxTable | undefined): number {
  const tiles = splitNames.reduce((sum, name) => sum + (parts[name]?.rows ?? 0), 0)
  return 4 * tiles + (boxes ? 8 * boxes.offset.length + boxes.xywh.byteLength + boxes.classes.length : 0)
}

async function guessed(path: string): Promise<ForeignMap> {
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    const entries = entriesOf(h5, file)
    const map = guessMap(entries)
    if (isFullyMapped(map)) return map
    const names = entries
      .map((e) => e.path.slice(1))
      .slice(0, 12)
      .join(', ')
    throw new AppError(
      'no-such-dataset',
      map.images
        ? says.foreign.inPathItCannotBe(path, map.images.slice(1), names, map.images.slice(1))
        : says.foreign.inPathNoPicturesWith(path, names),
    )
  } catch (error) {
    throw damaged(path, error)
  } finally {
    file.close()
  }
}

async function lookAtMasks(
  foreign: ForeignFile,
  job: ForeignJob,
  ctx: JobContext,
): Promise<{ classes: MaskClasses; boxes: BoxTable }> {
  const masks = splitNames.flatMap((name) => foreign.parts[name]?.masks ?? [])
  const total = masks.reduce((n, { shape }) => n + (shape?.[0] ?? 0), 0)
  let before = 0
  const look = async (done: number) => {
    ctx.signal.throwIfAborted()
    ctx.progress({
      done: before + done,
      total: 2 * total,
      unit: 'pictures',
      note: says.foreign.lookingAtTheMasks,
    })
    await new Promise((go) => setImmediate(go))
  }
  const classes = await maskClasses(foreign, masks, job.classNames, look)
  for (const note of classes.notes) ctx.warn(note)
  const values = new Map(classes.values)
  const tables: BoxTable[] = []
  for (const each of masks) {
    before = total + tables.reduce((n, { offset }) => n + offset.length - 1, 0)
    tables.push(await boxesOf(foreign, each, values, look))
  }
  return { classes, boxes: joined(tables) }
}

function joined(tables: readonly BoxTable[]): BoxTable {
  const offset = [0]
  for (const table of tables) {
    const from = offset.at(-1) as number
    for (const at of table.offset.subarray(1)) offset.push(from + at)
  }
  const classes = new Uint8Array(offset.at(-1) as number)
  const xywh = new Float32Array(classes.length * 4)
  let at = 0
  for (const table of tables) {
    classes.set(table.classes, at)
    xywh.set(table.xywh, at * 4)
    at += table.classes.length
  }
  return { offset: Float64Array.from(offset), xywh, classes }
}

function writeBoxes(file: Parameters<typeof writeArray>[0], { offset, xywh, classes }: BoxTable): void {
  file.create_group('boxes')
  writeArray(file, 'boxes/offset', BigInt64Array.from(offset, BigInt), [offset.length])
  writeArray(file, 'boxes/xywh', xywh, [classes.length, 4])
  writeArray(file, 'boxes/class', classes, [classes.length])
}

/** Tile numbers of the parts: those that the file has are kept, what it lacks is dealt from train by class. */
function deal(
  foreign: ForeignFile,
  boxes: BoxTable | undefined,
  classes: number,
  spec: ForeignJob['spec'],
): { split: Record<SplitName, Int32Array>; notes: readonly string[] } {
  const parted = Boolean(foreign.parts.val ?? foreign.parts.test)
  const items: { labels: number[]; split: SplitName | undefined; key: string }[] = []
  for (const name of splitNames) {
    const { rows = 0, labels } = foreign.parts[name] ?? {}
    for (let row = 0; row < rows; row++) {
      const tile = items.length
      const own = boxes
        ? [...new Set(boxes.classes.subarray(boxes.offset[tile], boxes.offset[tile + 1]))]
        : Array.from({ length: classes }, (_, c) => c).filter((c) => labels?.[row * classes + c])
      items.push({ labels: own, split: parted ? name : undefined, key: String(tile) })
    }
  }
  const { parts, notes } = splitLabelled(items, classes, spec.split, new Random(spec.seed))
  const of = (name: SplitName) => Int32Array.from(parts.keys()).filter((tile) => parts[tile] === name)
  return { split: { train: of('train'), val: of('val'), test: of('test') }, notes }
}
