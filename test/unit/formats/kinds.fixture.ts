import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { bounds, type Shape } from '../../../src/records/records'
import type { Coordinates } from '../../../src/formats/coordinates'
import type { LabelImage } from '../../../src/formats/format'
import { readLabels } from '../../../src/formats/readLabels.node'
import { scratch } from '../shared/project.fixture'

// What other people's tools write: right, or refused by name; what is left out is counted and said.

const path = scratch()
export const image: LabelImage = { name: 't.png', path: '/data/t.png', width: 100, height: 80 }
let count = 0

export function put(name: string, content: string | Uint8Array): string {
  const file = path(name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}
export interface More {
  readonly classes?: readonly string[]
  readonly image?: LabelImage
  readonly coordinates?: Coordinates
}
/** Each in a folder of its own, since class names may lie beside. */
export const read = (name: string, content: string | Uint8Array, more: More = {}) =>
  readLabels({
    files: [put(`${++count}/${name}`, content)],
    format: 'auto',
    image: more.image ?? image,
    classNames: more.classes ?? [],
    coordinates: more.coordinates,
  })
export const boxOf = (shape: Shape | undefined) => {
  const { x, y, w, h } = bounds(shape as Shape)
  return [x, y, w, h].map((value) => Math.round(value * 1e6) / 1e6)
}
