import { decode } from 'fast-png'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import type { Shape } from '../records/records'
import type { Mask } from '../segmentation/trace'
import { ValueRegions } from './valueRegions'

// Masks of pixels as label files have them, as outlines with holes along the pixels' edges.

/** The region that a mask fills, moved to (x, y); undefined where it fills nothing. */
export function shapeOfMask({ data, width, height }: Mask, x = 0, y = 0): Shape | undefined {
  const regions = new ValueRegions(x, y)
  for (let row = 0; row < height; row++) regions.addRow(data, row * width, width)
  for (const { shape } of regions.regions(true)) return shape
  return undefined
}

/** COCO's runs, down the columns and beginning with the empty ones (pycocotools, maskApi.c). Throws AppError('label-value'). */
export function maskOfRuns(
  runs: readonly number[],
  height: number,
  width: number,
  where: () => string,
): Mask {
  const data = new Uint8Array(width * height)
  let at = 0
  runs.forEach((run, i) => {
    if (i % 2)
      for (let k = at; k < at + run && k < data.length; k++)
        data[(k % height) * width + Math.floor(k / height)] = 1
    at += run
  })
  if (at === data.length && runs.every((run) => run >= 0)) return { data, width, height }
  throw new AppError('label-value', says.masks.whereTheRunsOfIts(where(), at, width, height))
}

/** Lengths of runs out of COCO's text: six bits a character from 48 on, five of them value, differences to the run before last. */
export function runsOfText(text: string): number[] {
  const runs: number[] = []
  for (let at = 0; at < text.length;) {
    let [value, shift, more] = [0, 0, true]
    while (more && at < text.length) {
      const bits = text.charCodeAt(at++) - 48
      value += (bits & 31) * 2 ** shift
      more = (bits & 32) !== 0
      shift += 5
      if (!more && bits & 16) value -= 2 ** shift
    }
    runs.push(runs.length > 2 ? value + (runs[runs.length - 2] as number) : value)
  }
  return runs
}

/** A PNG in base64, everything but 0 being inside. Throws AppError('label-value'). */
export function maskOfPng(base64: string, where: () => string): Mask {
  try {
    const bytes = Uint8Array.from(atob(base64.replace(/^data:[^,]*,/, '')), (sign) => sign.charCodeAt(0))
    const { width, height, data, channels, depth } = decode(bytes)
    if (depth < 8) return { width, height, data: unpacked(data, width, height, depth) }
    const inside = new Uint8Array(width * height)
    for (let i = 0; i < inside.length; i++) inside[i] = data[i * channels] ? 1 : 0
    return { width, height, data: inside }
  } catch (error) {
    throw new AppError('label-value', says.masks.whereItsMaskIsNo(where()), {
      cause: error,
    })
  }
}

/** Samples of 1, 2 or 4 bits, each row from a byte of its own. */
function unpacked(data: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const inside = new Uint8Array(width * height)
  const stride = Math.ceil((width * depth) / 8)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth
      const byte = data[y * stride + (bit >> 3)] as number
      inside[y * width + x] = (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1) ? 1 : 0
    }
  return inside
}
