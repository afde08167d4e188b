import { AppError } from '../base/errors'
import { coco } from './coco'
import type { LabelFormat } from './format'
import { geojson } from './geojson'
import { yolo } from './yolo'

/** Every format that can be read and written. A new one is a file of its own and an entry here. */
export const formats: readonly LabelFormat[] = [geojson, coco, yolo]

/** What is known and will come later, and how to tell it. */
const notYet: readonly { id: string; label: string; recognises(text: string): boolean }[] = [
  {
    id: 'voc',
    label: 'Pascal VOC',
    recognises: (text) => /^\s*<[^]*<annotation|^\s*<annotation/.test(text.slice(0, 4096)),
  },
  { id: 'labelme', label: 'LabelMe', recognises: (text) => /^\s*\{/.test(text) && /"shapes"\s*:/.test(text) },
  {
    id: 'csv',
    label: 'CSV',
    recognises: (text) => /^[^\n]*\b(xmin|x)\b[^\n]*,[^\n]*\b(ymin|y)\b/i.test(text.slice(0, 4096)),
  },
]

/** Throws AppError('format-unknown') with what there is. */
export function formatById(id: string): LabelFormat {
  const found = formats.find((format) => format.id === id)
  if (found) return found
  const later = notYet.find((format) => format.id === id)
  const choice = formats.map((format) => format.id).join(', ')
  throw later
    ? new AppError(
        'format-unknown',
        `The format "${id}" (${later.label}) is not there yet: choose one of ${choice}.`,
      )
    : new AppError('format-unknown', `There is no format "${id}": choose one of ${choice}.`)
}

/** The format of a text, by its content. Throws AppError('format-unknown') naming the file. */
export function recognise(file: string, text: string): LabelFormat {
  const found = formats.find((format) => format.recognises(text))
  if (found) return found
  const later = notYet.find((format) => format.recognises(text))
  const choice = formats.map((format) => format.label).join(', ')
  throw later
    ? new AppError(
        'format-unknown',
        `${file} looks like ${later.label}, which is not there yet: choose one of ${choice}.`,
      )
    : new AppError(
        'format-unknown',
        `${file} holds no labels that can be told by their content: it should be one of ${choice}.`,
      )
}
