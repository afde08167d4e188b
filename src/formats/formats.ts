import { AppError } from '../base/errors'
import { coco } from './coco'
import { csv } from './csv'
import type { LabelFormat } from './format'
import { geojson } from './geojson'
import { labelme } from './labelme'
import { voc } from './voc'
import { yolo } from './yolo'

/** Every format that can be read and written. A new one is a file of its own and an entry here. */
export const formats: readonly LabelFormat[] = [geojson, coco, labelme, voc, csv, yolo]

/** Throws AppError('format-unknown') with what there is. */
export function formatById(id: string): LabelFormat {
  const found = formats.find((format) => format.id === id)
  if (found) return found
  const choice = formats.map((format) => format.id).join(', ')
  throw new AppError('format-unknown', `There is no format "${id}": choose one of ${choice}.`)
}

/** The format of a text, by its content. Throws AppError('format-unknown') naming the file. */
export function recognise(file: string, text: string): LabelFormat {
  const found = formats.find((format) => format.recognises(text))
  if (found) return found
  const choice = formats.map((format) => format.label).join(', ')
  throw new AppError(
    'format-unknown',
    `${file} holds no labels that can be told by their content: it should be one of ${choice}.`,
  )
}
