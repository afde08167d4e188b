import type { Random } from '../../base/random'
import { ignore, type TileBatch } from '../../tiles/tiles'
import type { Augmentation } from '../augmentation'
import { t } from '../../messages/messages'

export const copyPaste: Augmentation<'most' | 'turned'> = {
  id: 'copyPaste',
  get label() {
    return t.augment.copyAndPasteObjects
  },
  get about() {
    return t.augment.setsObjectsOfOtherTiles
  },
  parameters: {
    most: {
      get label() {
        return t.augment.objectsATileUpTo
      },
      default: 3,
      min: 1,
      max: 20,
      step: 1,
    },
    turned: {
      get label() {
        return t.augment.shareTurnedAndMirrored
      },
      default: 1,
      min: 0,
      max: 1,
      step: 0.05,
    },
  },
  mix:
    ({ most, turned }) =>
    (batch, size, random) =>
      pasteObjects(batch, size, { most, turned }, random),
}

/** Around a box, as a share of its longer side: what is blended with the new surroundings. */
const rimShare = 0.25
/** How often a place for a patch is sought. */
const attempts = 8

/** A rectangle of pixels of one tile. */
interface Patch {
  readonly tile: number
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  /** Pixels around the object, on each side. */
  readonly rim: number
  /** Number of the object's class; none: background. */
  readonly class?: number | undefined
}

interface Turn {
  readonly quarter: boolean
  readonly mirrorX: boolean
  readonly mirrorY: boolean
}

/** Tiles that patches come from and go to, all of `size` × `size` pixels. */
interface Pair {
  readonly source: TileBatch
  readonly target: TileBatch
  readonly size: number
}

/** Pixels in rows and columns, in any order of either. */
interface Pixels {
  readonly first: number
  readonly across: number
  readonly down: number
}

/**
 * Each tile gets 0..`most` objects of the batch, where it shows checked background (Ghiasi et al.: Simple Copy-Paste is a
 * Strong Data Augmentation Method, 2021). Seams are soft, of different widths, and there are as many patches of mere
 * background, so that a seam says nothing (Dwibedi, Misra, Hebert: Cut, Paste and Learn, 2017). Objects whose
 * surroundings reach beyond their tile are not copied. The batch given stays as it is.
 */
function pasteObjects(
  batch: TileBatch,
  size: number,
  { most, turned }: { readonly most: number; readonly turned: number },
  random: Random,
): TileBatch {
  if (batch.masks.length === 0) return batch
  const objects = wholeObjects(batch, size)
  if (objects.length === 0) return batch
  const [images, masks, labels] = [batch.images.slice(), batch.masks.slice(), batch.labels.slice()]
  const target = { ...batch, images, masks }
  const pair = { source: batch, target, size }
  const offset = new Int32Array(batch.count + 1)
  const [xywh, classes]: [number[], number[]] = [[], []]
  for (let tile = 0; tile < batch.count; tile++) {
    const [first, end] = [batch.offset[tile]!, batch.offset[tile + 1]!]
    xywh.push(...batch.xywh.subarray(first * 4, end * 4))
    classes.push(...batch.classes.subarray(first, end))
    for (let left = random.below(most + 1); left > 0; left--) {
      const object = objects[random.below(objects.length)]!
      const decoy = background(batch, size, object, random)
      if (decoy) paste(pair, { ...decoy, to: tile }, turned, random)
      const box = paste(pair, { ...object, to: tile }, turned, random)
      if (!box || object.class === undefined) continue
      xywh.push(...box)
      classes.push(object.class)
      labels[(tile * labels.length) / batch.count + object.class] = 1
    }
    offset[tile + 1] = classes.length
  }
  return { ...target, labels, offset, xywh: Float32Array.from(xywh), classes: Uint8Array.from(classes) }
}

/** The objects that lie in their tile with all of their surroundings. */
function wholeObjects({ count, offset, xywh, classes }: TileBatch, size: number): Patch[] {
  const found: Patch[] = []
  for (let tile = 0; tile < count; tile++) {
    for (let row = offset[tile]!; row < offset[tile + 1]!; row++) {
      const [left, top] = [Math.floor(xywh[row * 4]!), Math.floor(xywh[row * 4 + 1]!)]
      const right = Math.ceil(xywh[row * 4]! + xywh[row * 4 + 2]!)
      const bottom = Math.ceil(xywh[row * 4 + 1]! + xywh[row * 4 + 3]!)
      const rim = Math.max(2, Math.round(rimShare * Math.max(right - left, bottom - top)))
      const [x, y, w, h] = [left - rim, top - rim, right - left + 2 * rim, bottom - top + 2 * rim]
      if (x >= 0 && y >= 0 && x + w <= size && y + h <= size)
        found.push({ tile, x, y, w, h, rim, class: classes[row]! })
    }
  }
  return found
}

/** A piece of background of the same size, from any tile. */
function background(batch: TileBatch, size: number, like: Patch, random: Random): Patch | undefined {
  for (let i = 0; i < attempts; i++) {
    const tile = random.below(batch.count)
    const [x, y] = [random.below(size - like.w + 1), random.below(size - like.h + 1)]
    if (isBackground(batch.masks, size, { ...like, tile, x, y }))
      return { ...like, tile, x, y, class: undefined }
  }
  return undefined
}

/** Whether all of it has been checked and shows no object. */
function isBackground(masks: Uint8Array, size: number, { tile, x, y, w, h }: Patch): boolean {
  for (let line = y; line < y + h; line++) {
    const from = (tile * size + line) * size + x
    for (let at = from; at < from + w; at++) if (masks[at] !== 0) return false
  }
  return true
}

/** Draws the patch into the tile. Returns the object's box there, or nothing where no place was found. */
function paste(
  pair: Pair,
  { to: tile, ...patch }: Patch & { readonly to: number },
  turned: number,
  random: Random,
): [number, number, number, number] | undefined {
  const { size } = pair
  const turns = random.next() < turned
  const coin = () => random.below(2) === 1
  const turn = { quarter: turns && coin(), mirrorX: turns && coin(), mirrorY: turns && coin() }
  const [w, h] = turn.quarter ? [patch.h, patch.w] : [patch.w, patch.h]
  for (let i = 0; i < attempts; i++) {
    const place = { ...patch, tile, w, h, x: random.below(size - w + 1), y: random.below(size - h + 1) }
    if (!isBackground(pair.target.masks, size, place)) continue
    const from = turnedPixels(patch, turn, size)
    const difference = toneDifference(pair, from, place)
    const fit = random.next()
    const seam = Math.max(1, random.between(0.3, 1) * patch.rim)
    const lift = difference.map((value) => value * fit)
    blend(pair, from, place, { lift, seam })
    const { rim } = patch
    return [place.x + rim, place.y + rim, w - 2 * rim, h - 2 * rim]
  }
  return undefined
}

/** The patch as it comes to lie: pixel (x, y) of it is pixel `first + x * across + y * down` of the batch. */
function turnedPixels(patch: Patch, { quarter, mirrorX, mirrorY }: Turn, size: number): Pixels {
  const column = patch.x + (mirrorX ? patch.w - 1 : 0)
  const line = patch.y + (mirrorY ? patch.h - 1 : 0)
  const first = (patch.tile * size + line) * size + column
  const [u, v] = [mirrorX ? -1 : 1, mirrorY ? -size : size]
  return quarter ? { first, across: v, down: u } : { first, across: u, down: v }
}

/** How much lighter the target is than the patch along the patch's edge, per channel. */
function toneDifference(
  { source, target, size }: Pair,
  { first, across, down }: Pixels,
  { tile, x: left, y: top, w, h }: Patch,
): number[] {
  const [images, onto] = [source.images, target.images]
  const sums = [0, 0, 0]
  let count = 0
  for (let y = 0; y < h; y++) {
    const step = y === 0 || y === h - 1 ? 1 : w - 1
    for (let x = 0; x < w; x += step, count++) {
      const [a, b] = [(first + x * across + y * down) * 3, ((tile * size + top + y) * size + left + x) * 3]
      for (let c = 0; c < 3; c++) sums[c] = sums[c]! + onto[b + c]! - images[a + c]!
    }
  }
  return sums.map((sum) => sum / count)
}

/** Mixes picture and mask; `seam` is the width in pixels over which the patch sets in. Written out: the hot loop. */
function blend(
  { source, target, size }: Pair,
  { first, across, down }: Pixels,
  { tile, x: left, y: top, w, h, class: found }: Patch,
  { lift, seam }: { readonly lift: readonly number[]; readonly seam: number },
): void {
  const { images: from, masks: fromMasks } = source
  const { images, masks } = target
  const [l0, l1, l2] = lift as [number, number, number]
  const label = found === undefined ? ignore : found + 1
  for (let y = 0; y < h; y++) {
    let a = first + y * down
    let b = (tile * size + top + y) * size + left
    const edge = Math.min(y, h - 1 - y)
    for (let x = 0; x < w; x++, a += across, b++) {
      const depth = Math.min(edge, x, w - 1 - x) + 0.5
      const share = depth < seam ? depth / seam : 1
      images[b * 3] = mixed(images[b * 3]!, from[a * 3]! + l0, share)
      images[b * 3 + 1] = mixed(images[b * 3 + 1]!, from[a * 3 + 1]! + l1, share)
      images[b * 3 + 2] = mixed(images[b * 3 + 2]!, from[a * 3 + 2]! + l2, share)
      if (fromMasks[a] === label) masks[b] = label
    }
  }
}

function mixed(before: number, value: number, share: number): number {
  return before + share * ((value < 0 ? 0 : value > 255 ? 255 : value) - before)
}
