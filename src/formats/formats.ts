import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { coco } from './coco'
import { createMl } from './createMl'
import { csv } from './csv'
import { csvGeometry } from './csvGeometry'
import { cvat } from './cvat'
import { dota } from './dota'
import type { LabelFormat, ReadFormat } from './format'
import { geoPackage } from './geoPackage'
import { geojson } from './geojson'
import { geojsonMap } from './geojsonMap'
import { labelme } from './labelme'
import { labelStudio } from './labelStudio'
import { mask } from './mask'
import { maskInstances, maskTiff } from './maskTiff'
import { shapefile } from './shapefile'
import { via } from './via'
import { voc } from './voc'
import { vott } from './vott'
import { yolo } from './yolo'

/** Every format that can be read and written. A new one is a file of its own and an entry here. */
export const formats: readonly LabelFormat[] = [
  geojson,
  geojsonMap,
  coco,
  labelme,
  voc,
  csv,
  csvGeometry,
  dota,
  yolo,
  mask,
  maskTiff,
  maskInstances,
  geoPackage,
  shapefile,
]

/** Those that are read, in the order in which a text is held against them. */
export const readFormats: readonly ReadFormat[] = [cvat, via, vott, labelStudio, createMl, ...formats]

/** Throws AppError('format-unknown') with what there is. */
export function formatById(id: string): LabelFormat {
  return byId(formats, id)
}

export function formatToRead(id: string): ReadFormat {
  return byId(readFormats, id)
}

function byId<F extends ReadFormat>(all: readonly F[], id: string): F {
  const found = all.find((format) => format.id === id)
  if (found) return found
  const choice = all.map((format) => format.id).join(', ')
  throw new AppError('format-unknown', says.labels.thereIsNoFormatId(id, choice))
}

/** The format of a text, by its content. Throws AppError('format-unknown') naming the file. */
export function recognise(file: string, text: string): ReadFormat {
  const found = readFormats.find((format) => format.recognises(text))
  if (found) return found
  const choice = readFormats.map((format) => format.label).join(', ')
  throw new AppError('format-unknown', says.labels.fileHoldsNoLabelsThat(file, choice))
}
