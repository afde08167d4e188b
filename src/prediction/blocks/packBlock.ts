import { heatClassesOf, type Detections } from '../../found/detections'
import type { WindowBlock } from '../../heads/block'
import type { Search } from '../../heads/collector'
import type { PlannedWindow } from '../../heads/plan'
import { pixelsOfCore } from '../../heads/regions/collect'

// A block as bytes, little-endian: u32 kind (0 boxes, 1 regions) and u32 boxes, then f32 xywh, f32 score, u8 class of each
// box, or u8 labels and u8 scores of each pixel; the u8 heat of each cell, and of boxes that of each class with a map of its own.

const [boxes, regions] = [0, 1]
const head = 8

/** As `unpackBlock` reads it. */
export function packBlock(block: WindowBlock): Uint8Array {
  if (block.kind === 'regions')
    return joined(Uint32Array.of(regions, 0), block.labels, block.scores, block.heat)
  const { xywh, score, class: classes } = block.found
  return joined(Uint32Array.of(boxes, score.length), xywh, score, classes, block.heat, block.classHeat)
}

/** Throws an Error with what cannot be of this window. */
export function unpackBlock(bytes: Uint8Array, window: PlannedWindow, search: Search): WindowBlock {
  // A copy, since Node's own bytes lie anywhere in a larger buffer.
  const own = new Uint8Array(bytes)
  const [kind, count = 0] = own.length < head ? [] : new Uint32Array(own.buffer, 0, 2)
  const cells = window.core.w * window.core.h
  const classes = search.detector.classNames.length
  if (kind === regions) {
    const { w, h } = pixelsOfCore(window, search)
    const [labels, scores, heat] = parts(own, [w * h, w * h, cells])
    if (labels.some((label) => label > classes)) throw new Error('a label is of no class')
    return { kind: 'regions', heat, labels, scores }
  }
  if (kind !== boxes) throw new Error('it is of no known kind')
  const ofClasses = cells * heatClassesOf(search.detector.classNames)
  const [xywh, score, ofClass, heat, classHeat] = parts(own, [16 * count, 4 * count, count, cells, ofClasses])
  const found = { xywh: floats(xywh), score: floats(score), class: ofClass }
  refuseOdd(found, search)
  return { kind: 'boxes', heat, classHeat, found }
}

function refuseOdd({ xywh, score, class: classes }: Detections, { width, height, detector }: Search): void {
  for (let i = 0; i < xywh.length; i += 4) {
    const [x, y, w, h] = xywh.subarray(i, i + 4) as unknown as [number, number, number, number]
    // Cut at the border in 64 bits, then rounded to 32.
    const inside = x >= 0 && y >= 0 && w >= 0 && h >= 0 && x + w <= width + 1 && y + h <= height + 1
    if (!inside) throw new Error('a box lies outside of the picture')
  }
  if (!score.every((value) => value >= 0 && value <= 1)) throw new Error('a score is not from 0 to 1')
  if (!classes.every((each) => each < detector.classNames.length)) throw new Error('a box is of no class')
}

function joined(...all: (Uint8Array | Uint32Array | Float32Array)[]): Uint8Array {
  const out = new Uint8Array(all.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const each of all) {
    out.set(new Uint8Array(each.buffer, each.byteOffset, each.byteLength), at)
    at += each.byteLength
  }
  return out
}

type Slices<L extends readonly number[]> = { [K in keyof L]: Uint8Array<ArrayBuffer> }

function parts<const L extends readonly number[]>(bytes: Uint8Array, lengths: L): Slices<L> {
  if (bytes.length !== lengths.reduce((sum, length) => sum + length, head))
    throw new Error('it has another length than it says')
  let at = head
  return lengths.map((length) => bytes.slice(at, (at += length))) as Slices<L>
}

const floats = (bytes: Uint8Array) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
