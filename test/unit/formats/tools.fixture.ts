import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Shape } from '../../../src/records/records'
import { readLabels } from '../../../src/formats/readLabels.node'
import { scratch } from '../shared/project.fixture'

// Reads a file of another tool, of one picture.

const path = scratch()
export const image = { name: 't.png', path: '/data/t.png', width: 200, height: 100 }
let count = 0

export function read(name: string, text: string, name_ = 't.png') {
  const file = path(`${++count}/${name}`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  const own = { ...image, name: name_, path: `/data/${name_}` }
  return readLabels({ files: [file], format: 'auto', image: own, classNames: [] })
}
export const rounded = (shape: Shape | undefined): unknown =>
  JSON.parse(JSON.stringify(shape), (_, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
  )
