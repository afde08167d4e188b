import { columnKinds } from '../../formats/columnKinds'
import { readMeanings } from '../../formats/columnMeanings'
import { coordinateKinds } from '../../formats/coordinates'
import { formatIds } from '../../formats/format'
import { maskValueKinds } from '../../formats/maskValues'
import { type PixelSize, pixelSizeText, readPixelSize } from '../../geometry/pixelSize'
import type { Rect } from '../../geometry/rect'
import { partAxes } from '../../image/pixels/part'
import type { PicturePart } from '../../records/image'
import { isRunFile } from '../../runs/runFileName'
import { importImages } from '../../services/importing.node'
import { importRun, type ImportedRun } from '../../services/importingRuns.node'
import {
  choiceOption,
  type Command,
  type CommandContext,
  numberOption,
  parseNumbers,
  type Options,
  textOption,
  UsageError,
} from '../command.node'

function checkedOption(options: Options): 'whole' | 'none' | Rect {
  const given = textOption(options, 'checked') ?? 'none'
  if (given === 'whole' || given === 'none') return given
  if (!/^[\d.,\s]+$/.test(given))
    throw new UsageError(`--checked takes whole, none or x,y,w,h in pixels, not "${given}".`)
  const [x, y, w, h] = parseNumbers(given, 'checked', 4) as [number, number, number, number]
  return { x, y, w, h }
}

function pixelSizeOption(options: Options): PixelSize | undefined {
  const given = textOption(options, 'pixel-size')
  const size = given === undefined ? undefined : readPixelSize(given)
  if (size || given === undefined) return size
  throw new UsageError(
    `--pixel-size takes a length with its unit (nm, um, mm, cm, m, km, in, ft or ftUS) as in 0.25um, not "${given}".`,
  )
}

/** Undefined where nothing is chosen. */
function partOption(options: Options): PicturePart | undefined {
  const chosen = partAxes.flatMap((axis) => {
    const number = numberOption(options, axis, { min: 1, integer: true })
    return number === undefined ? [] : [[axis, number] as const]
  })
  return chosen.length > 0 ? Object.fromEntries(chosen) : undefined
}

async function importTrained(
  folder: string | undefined,
  files: readonly string[],
  options: Options,
  context: CommandContext,
) {
  const other = files.find((file) => !isRunFile(file))
  if (other !== undefined)
    throw new UsageError(`import takes runs or pictures at once, not both: import "${other}" by itself.`)
  const idle = Object.keys(importCommand.options).find((name) => options[name] !== undefined)
  if (idle) throw new UsageError(`--${idle} is for pictures, and a run has none: leave it out.`)
  const project = await context.open(folder)
  const runs: ImportedRun[] = []
  for (const file of files) {
    const run = await importRun(project, file, context)
    runs.push(run)
    const licence = run.licence === undefined ? 'no licence' : `licence: ${run.licence}`
    context.say(
      `Run ${run.id}: ${run.run} of ${run.project}, finds ${run.classNames.join(', ')}; ${licence}.`,
    )
  }
  return { images: [], runs }
}

export const importCommand: Command = {
  name: 'import',
  usage:
    'import PROJECT FILE|FOLDER|LIST.csv… [--labels FILE|FOLDER] [--format auto|yolo|coco|geojson|geojson-map|voc|labelme|csv|csv-geometry|dota|mask|mask-tiff|mask-instances|gpkg|shp|cvat|labelstudio|via|vott|createml] [--coordinates pixel|share|lonlat|map] [--columns NAME=xmin,…] [--mask-values classes|instances] [--checked whole|none|x,y,w,h] [--checked-for CLASS,…] [--pixel-size 0.25um] [--again] [--page N] [--series N] [--z N] [--time N] | import PROJECT NAME.windhover-run…',
  summary: 'Takes images in, with their labels; or a run that another project exported.',
  most: Infinity,
  help: [
    [
      '--coordinates pixel|share|lonlat|map',
      'What the numbers in GeoJSON and CSV are, where the file does not say it: pixels, shares of the picture from 0 to 1, longitude and latitude, or those of the picture on its own map.',
    ],
    [
      '--columns NAME=MEANING,…',
      `What the columns of a CSV are, where their names do not say it: ${columnKinds.join(', ')}; columns by their names, or by numbers from 1 on where there is no line of names ("1=image,2=xmin,3=ymin,4=xmax,5=ymax,6=label").`,
    ],
    [
      '--mask-values classes|instances',
      'What the values of a mask are, where neither a palette nor a list of names beside it says so: numbers of classes, each region of which is an object, or numbers of single objects.',
    ],
    [
      '--checked-for CLASS,…',
      'The classes that are completely marked where --checked says so; without it, all of them. Elsewhere a class without a mark is not taken for background.',
    ],
    [
      '--pixel-size 0.25um',
      'What a pixel of each of these pictures covers, in nm, um, mm, cm, m, km, in, ft or ftUS; 0.25x0.3um where pixels are not square. Without it, what the file says: OME, slide scanners, ImageJ, maps, and resolutions that are no print’s.',
    ],
    [
      '--again',
      'Imports files a second time that the project has already, as images of their own: to see other channels of the same file, for example.',
    ],
    ['--page N', 'Which page of a TIFF of several pictures, from 1 on; smaller copies do not count.'],
    ['--series N', 'Which picture of an OME-TIFF of several, from 1 on.'],
    ['--z N', 'Which section of a stack of OME or ImageJ, from 1 on.'],
    ['--time N', 'Which time of a stack of OME or ImageJ, from 1 on.'],
  ],
  options: {
    labels: { type: 'string' },
    format: { type: 'string' },
    coordinates: { type: 'string' },
    columns: { type: 'string' },
    'mask-values': { type: 'string' },
    checked: { type: 'string' },
    'checked-for': { type: 'string' },
    'pixel-size': { type: 'string' },
    again: { type: 'boolean' },
    page: { type: 'string' },
    series: { type: 'string' },
    z: { type: 'string' },
    time: { type: 'string' },
  },
  async run([folder, ...files], options, context) {
    if (files.length === 0) throw new UsageError('import takes a project and at least one image file.')
    if (files.some(isRunFile)) return importTrained(folder, files, options, context)
    const format = choiceOption(options, 'format', ['auto', ...formatIds]) ?? 'auto'
    const coordinates = choiceOption(options, 'coordinates', coordinateKinds)
    const named = textOption(options, 'columns')
    const columns = named === undefined ? undefined : readMeanings(named)
    const maskValues = choiceOption(options, 'mask-values', maskValueKinds)
    const checked = checkedOption(options)
    const checkedFor = textOption(options, 'checked-for')
      ?.split(',')
      .map((name) => name.trim())
    if (checkedFor && checked === 'none')
      throw new UsageError('--checked-for says for which classes --checked holds: say what is checked, too.')
    const pixelSize = pixelSizeOption(options)
    const part = partOption(options)
    const project = await context.open(folder)
    const { images, refused } = await importImages(
      project,
      {
        ...{ files, labels: textOption(options, 'labels'), format, coordinates, columns, maskValues },
        ...{ checked, checkedFor, pixelSize, part, again: options['again'] === true },
      },
      context,
    )
    for (const i of images) {
      context.say(
        `Image ${i.id}${i.known ? ' (there already)' : ''}: ${i.name}, ${i.width} × ${i.height} pixels${i.pixelSize ? ` of ${pixelSizeText(i.pixelSize)}` : ''}, ${i.objects}${i.known ? ' new' : ''} objects, ${i.seconds.toFixed(1)} s.`,
      )
    }
    if (refused) context.fail(refused)
    return { images }
  },
}
