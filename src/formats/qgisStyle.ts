import type { Shape } from '../records/shape'

// What QGIS takes beside a layer, NAME.qml beside NAME.geojson: a colour for each class.

/** Seen on aerial pictures and by colour-blind eyes (Okabe and Ito 2008). */
const colours = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
] as const

/** A layer whose column `class` names the classes; points are drawn as circles, all else as outlines with a tint. */
export function qgisStyle(classNames: readonly string[], shapes: readonly Shape['kind'][]): string {
  const points = shapes.length > 0 && shapes.every((kind) => kind === 'point')
  const categories = classNames.map(
    (name, i) => `<category render="true" symbol="${i}" value="${escaped(name)}" label="${escaped(name)}"/>`,
  )
  const symbols = classNames.map((_, i) => symbol(i, points))
  return [
    '<qgis version="3.22" styleCategories="Symbology">',
    '<renderer-v2 type="categorizedSymbol" attr="class" symbollevels="0" enableorderby="0" forceraster="0">',
    `<categories>${categories.join('')}</categories>`,
    `<symbols>${symbols.join('')}</symbols>`,
    '</renderer-v2>',
    '</qgis>\n',
  ].join('\n')
}

function symbol(i: number, points: boolean): string {
  const rgb = (colours[i % colours.length] as readonly number[]).join(',')
  const [type, layer, options] = points
    ? ['marker', 'SimpleMarker', { name: 'circle', color: `${rgb},255`, size: '2.4', size_unit: 'MM' }]
    : ['fill', 'SimpleFill', { color: `${rgb},40`, style: 'solid', outline_width: '0.5' }]
  const outline = { outline_color: points ? '0,0,0,255' : `${rgb},255`, outline_style: 'solid' }
  const values = Object.entries({ ...options, ...outline })
  const rows = values.map(([name, value]) => `<Option type="QString" name="${name}" value="${value}"/>`)
  // QGIS before 3.24 reads `prop`, later ones `Option`.
  const older = values.map(([name, value]) => `<prop k="${name}" v="${value}"/>`)
  return `<symbol type="${type}" name="${i}" alpha="1"><layer class="${layer}" enabled="1" locked="0" pass="0"><Option type="Map">${rows.join('')}</Option>${older.join('')}</layer></symbol>`
}

const names: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => names[c] ?? c)
