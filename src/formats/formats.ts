import { coco } from './coco'
import type { Format } from './format'
import { geojson } from './geojson'
import { yolo } from './yolo'

/** Every exchange format, in the order in which `auto` tries them. */
export const formats: readonly Format[] = [coco, geojson, yolo]

export function formatById(id: string): Format | undefined {
  return formats.find((format) => format.id === id)
}
