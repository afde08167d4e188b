import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { partAxes } from '../image/pixels/part'
import { sha256Of, stampOf } from '../image/reading/sameFile.node'
import { says } from '../messages/says/says'
import type { PicturePart } from '../records/image'
import type { ImageRecord } from '../records/records'
import type { CallContext } from '../base/wire'

/** The images that a project has: a file that is imported again, or from where it was moved to, is none of its own. */
export class KnownImages {
  private readonly byPath = new Map<string, ImageRecord[]>()
  private lost: ImageRecord[] | undefined
  private readonly again: string[] = []
  private readonly changed: string[] = []
  private readonly bySha256 = new Map<string, ImageRecord>()
  private readonly copies: [copy: string, of: string][] = []

  constructor(private readonly images: readonly ImageRecord[]) {
    for (const image of images) this.add(image)
  }

  /** An image that has come in since, and so is one of its own though it may be the copy of another. */
  take(image: ImageRecord): void {
    const other = this.bySha256.get(image.sha256)
    if (other && isPart(other, image.part) && placeOf(other.path) !== placeOf(image.path))
      this.copies.push(namesApart(image, other))
    this.add(image)
  }

  private add(image: ImageRecord): void {
    if (image.sha256 && !this.bySha256.has(image.sha256)) this.bySha256.set(image.sha256, image)
    const key = placeOf(image.path)
    const there = this.byPath.get(key)
    if (there) there.push(image)
    else this.byPath.set(key, [image])
  }

  /**
   * The image whose contents a file has, and the same part of it: at the same place, or at another where its own file is gone. One
   * with other contents at its place is remembered for `tell`.
   */
  async find(
    file: string,
    part: PicturePart | undefined,
    { signal }: Pick<CallContext, 'signal'>,
  ): Promise<ImageRecord | undefined> {
    if (!statSync(file).isFile()) return undefined
    const here = this.byPath.get(placeOf(file))?.filter((image) => isPart(image, part)) ?? []
    for (const image of here)
      if (await isSame(image, file, signal)) {
        this.again.push(image.name)
        return image
      }
    if (here.length > 0) this.changed.push(basename(file))
    else return this.findLost(file, part, signal)
  }

  /** A sentence for each kind. */
  tell({ warn }: Pick<CallContext, 'warn'>): void {
    const [again] = this.again
    if (again !== undefined) warn(says.importing.alreadyThere(this.again.length, again))
    const [changed] = this.changed
    if (changed !== undefined) warn(says.importing.otherContents(this.changed.length, changed))
    const [copy] = this.copies
    if (copy) warn(says.importing.sameContents(this.copies.length, ...copy))
  }

  private async findLost(file: string, part: PicturePart | undefined, signal: AbortSignal) {
    this.lost ??= this.images.filter(({ sha256, path }) => sha256 && !existsSync(path))
    for (const image of this.lost) {
      if (!isPart(image, part) || !(await isSame(image, file, signal))) continue
      this.lost = this.lost.filter((other) => other !== image)
      this.again.push(image.name)
      return image
    }
    return undefined
  }
}

/** The names of two images, with their folders where they are called alike. */
function namesApart(...images: [ImageRecord, ImageRecord]): [string, string] {
  const [first, second] = images
  if (first.name !== second.name) return [first.name, second.name]
  const inFolder = ({ path, name }: ImageRecord) => `${basename(dirname(path))}/${name}`
  const [own, other] = [inFolder(first), inFolder(second)]
  return own === other ? [first.path, second.path] : [own, other]
}

/** A link means the file that it leads to. */
function placeOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

const isPart = (image: ImageRecord, asked: PicturePart = {}) =>
  partAxes.every((axis) => (asked[axis] ?? 1) === (image.part?.[axis] ?? 1))

/** By size and date, as `checkSameFile` knows it; else by the checksum, where there is one. */
async function isSame(image: ImageRecord, file: string, signal: AbortSignal): Promise<boolean> {
  const { size, modified } = await stampOf(file)
  const { stamp, sha256 } = image
  if (stamp && stamp.size !== size) return false
  if (stamp?.modified === modified && placeOf(image.path) === placeOf(file)) return true
  return sha256 !== '' && (await sha256Of(file, signal)) === sha256
}
