import * as v from 'valibot'
import type { Shape } from '../document/records'
import { asBox, badLabels, type Format, ObjectList } from './format'

// GeoJSON as QuPath writes and reads it: a FeatureCollection in pixels of the full-size image, the class in
// properties.classification.name. One file holds one image's objects; several images become several files.

const point = v.pipe(v.array(v.number()), v.minLength(2))
const geometry = v.variant('type', [
  v.object({ type: v.literal('Point'), coordinates: point }),
  v.object({ type: v.literal('MultiPoint'), coordinates: v.array(point) }),
  v.object({ type: v.literal('Polygon'), coordinates: v.array(v.array(point)) }),
  v.object({ type: v.literal('MultiPolygon'), coordinates: v.array(v.array(v.array(point))) }),
])
const feature = v.object({
  type: v.literal('Feature'),
  geometry,
  properties: v.nullish(
    v.object({
      classification: v.optional(v.object({ name: v.optional(v.string()), names: v.optional(v.array(v.string())) })),
      name: v.optional(v.string()),
    }),
  ),
})

function features(text: string, file: string): unknown[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw badLabels(file, `this is not readable JSON (${error instanceof Error ? error.message : 'damaged'}); export it again.`)
  }
  const collection = v.safeParse(v.object({ features: v.array(v.unknown()) }), json)
  if (collection.success) return collection.output.features
  if (Array.isArray(json)) return json
  throw badLabels(file, 'this is not a GeoJSON FeatureCollection.')
}

function ringShape(ring: readonly number[][]): Shape | undefined {
  const points = ring.flatMap(([x, y]) => [x as number, y as number])
  const last = points.length - 2
  if (last >= 2 && points[0] === points[last] && points[1] === points[last + 1]) points.length = last
  if (points.length < 6) return undefined
  return asBox(points) ?? { kind: 'polygon', points }
}

/** The shapes of a geometry; parts become objects of their own, holes are not kept. */
function shapesOf(given: v.InferOutput<typeof geometry>): { shapes: Shape[]; holes: number } {
  const at = ([x, y]: number[]): Shape => ({ kind: 'point', x: x as number, y: y as number })
  if (given.type === 'Point') return { shapes: [at(given.coordinates)], holes: 0 }
  if (given.type === 'MultiPoint') return { shapes: given.coordinates.map(at), holes: 0 }
  const polygons = given.type === 'Polygon' ? [given.coordinates] : given.coordinates
  const shapes = polygons.flatMap((rings) => ringShape(rings[0] ?? []) ?? [])
  return { shapes, holes: polygons.reduce((sum, rings) => sum + Math.max(0, rings.length - 1), 0) }
}

function corners(shape: Shape): number[][] {
  if (shape.kind === 'point') return [[shape.x, shape.y]]
  if (shape.kind === 'box') {
    const { x, y, w, h } = shape
    return [[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]]
  }
  const ring: number[][] = []
  for (let i = 0; i < shape.points.length; i += 2) ring.push(shape.points.slice(i, i + 2))
  return [...ring, shape.points.slice(0, 2)]
}

export const geojson: Format = {
  id: 'geojson',
  folder: true,
  ending: '.geojson',

  detect: (file, text) => /\.(geo)?json$/i.test(file) && /"Feature(Collection)?"/.test(text),

  read({ text, file, image, classNames }) {
    const list = new ObjectList(image, file)
    let holes = 0
    for (const [i, raw] of features(text, file).entries()) {
      const parsed = v.safeParse(feature, raw)
      if (!parsed.success) throw badLabels(file, `feature ${i} cannot be read (${parsed.issues[0].message}).`)
      const { classification, name } = parsed.output.properties ?? {}
      const className = classification?.name ?? classification?.names?.[0] ?? name ?? (classNames.length === 1 ? classNames[0] : undefined)
      const found = shapesOf(parsed.output.geometry)
      holes += found.holes
      for (const shape of found.shapes) list.add(className ?? 'object', shape, `feature ${i}`)
    }
    const warnings = list.warnings()
    if (holes > 0) warnings.push(`${file}: ${holes} holes in outlines were filled.`)
    const used = [...new Set(list.objects.map((object) => object.className))]
    return { objects: list.objects, classNames: used, warnings }
  },

  write(images, classNames) {
    let written = 0
    const files = images.map(({ image, objects }) => {
      const lines = objects.map(({ class: number, shape, score }) => {
        const ring = corners(shape)
        const coordinates = shape.kind === 'point' ? ring[0] : [ring]
        const properties = {
          objectType: score === undefined ? 'annotation' : 'detection',
          classification: { name: classNames[number] ?? 'object' },
          ...(score === undefined ? {} : { measurements: { score } }),
        }
        return JSON.stringify({ type: 'Feature', geometry: { type: shape.kind === 'point' ? 'Point' : 'Polygon', coordinates }, properties })
      })
      written += lines.length
      const text = `{"type":"FeatureCollection","features":[\n${lines.join(',\n')}\n]}\n`
      return { name: image.name.replace(/\.[^.]+$/, '') + '.geojson', text }
    })
    return { files, written, changed: 0, dropped: 0 }
  },
}
