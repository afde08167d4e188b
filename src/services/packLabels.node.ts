import type { JobContext } from '../base/job'
import { ScratchFile } from '../files/scratchFile.node'
import type { TakeObject } from '../formats/format'
import { isLarge, takeLabels } from '../formats/readLabels.node'
import { nearTogether, ObjectKeeper } from '../records/keptObjects.node'
import { ObjectPacker } from '../records/packedObjects'
import type { DataJobs, PackedLabels } from './jobs'

const manyObjects = 5000
/** Of shapes that are held in memory: with more of them, all go into a file. */
const heldBytes = 32 * 1024 * 1024

/** The objects of one image out of its label files by columns, ready to be stored: a million are never a list. */
export async function packLabels(
  input: DataJobs['labels.pack']['in'],
  context: JobContext,
): Promise<PackedLabels> {
  const used: string[] = []
  const number = new Map<string, number>()
  const scratch = new Scratch(input)
  try {
    await scratch.prepare()
    const classOf = (name: string) => {
      let known = number.get(name)
      if (known === undefined) number.set(name, (known = used.push(name) - 1))
      return known
    }
    const take: TakeObject = ({ className, shape, locked, attributes, keyPoints }) => {
      scratch.packer.add({
        ...{ id: 0, class: classOf(className), shape, origin: 'import' as const },
        ...(locked ? { locked } : {}),
        ...(attributes ? { attributes } : {}),
        ...(keyPoints ? { keyPoints } : {}),
      })
      scratch.spill()
    }
    take.stored = (className, view, start, end) => {
      scratch.packer.addStored({ class: classOf(className), origin: 'import' }, view, start, end)
      scratch.spill()
    }
    const read = await takeLabels(input, take, context)
    return { ...read, used, objects: scratch.end() }
  } catch (error) {
    scratch.drop()
    throw error
  }
}

/** Takes objects into memory, and from there into a file where they are too many. */
class Scratch {
  readonly packer = new ObjectPacker()
  private file: ScratchFile | undefined
  private keeper: ObjectKeeper | undefined

  constructor(private readonly input: DataJobs['labels.pack']['in']) {}

  /** Only labels of a large file may be too many. */
  async prepare(): Promise<void> {
    const { scratch: folder, image, files } = this.input
    if (folder === undefined || !files.some(isLarge)) return
    this.file = await ScratchFile.create(folder)
    this.keeper = new ObjectKeeper(this.file, image)
  }

  spill(least = heldBytes): void {
    if (!this.keeper || this.packer.bytes < least) return
    this.keeper.add(this.packer.packed(0, { shared: true }))
    this.packer.clear()
  }

  end(): PackedLabels['objects'] {
    if (this.keeper && this.file && this.file.length > 0) {
      this.spill(1)
      return this.keeper.end()
    }
    this.drop()
    const { packer } = this
    return packer.count < manyObjects ? packer.packed(0) : nearTogether(packer.packed(0, { shared: true }))
  }

  drop(): void {
    this.file?.close()
    this.file = undefined
  }
}
