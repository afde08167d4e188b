import { columnKinds } from '../../formats/columnKinds'
import { readMeanings } from '../../formats/columnMeanings'
import { coordinateKinds } from '../../formats/coordinates'
import { formatIds } from '../../formats/format'
import { maskValueKinds } from '../../formats/maskValues'
import { type PixelSize, pixelSizeText, readPixelSize } from '../../geometry/pixelSize'
import type { Rect } from '../../geometry/rect'
import { partAxes } from '../../image/pixels/part'
import { says } from '../../messages/says/says'
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
    throw new UsageError(says.commandLine.takes('checked', says.dataCommands.checkedArea, given))
  const [x, y, w, h] = parseNumbers(given, 'checked', 4) as [number, number, number, number]
  return { x, y, w, h }
}

function pixelSizeOption(options: Options): PixelSize | undefined {
  const given = textOption(options, 'pixel-size')
  const size = given === undefined ? undefined : readPixelSize(given)
  if (size || given === undefined) return size
  throw new UsageError(says.commandLine.takes('pixel-size', says.dataCommands.pixelSize, given))
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
  if (other !== undefined) throw new UsageError(says.dataCommands.runsOrPictures(other))
  const idle = Object.keys(importCommand.options).find((name) => options[name] !== undefined)
  if (idle) throw new UsageError(says.dataCommands.forPictures(idle))
  const project = await context.open(folder)
  const runs: ImportedRun[] = []
  for (const file of files) {
    const run = await importRun(project, file, context)
    runs.push(run)
    context.say(says.dataCommands.runImported(run, says.commandLine.list(run.classNames)))
  }
  return { images: [], runs }
}

export const importCommand: Command = {
  name: 'import',
  usage:
    'import PROJECT FILE|FOLDER|LIST.csv… [--labels FILE|FOLDER] [--format auto|yolo|coco|geojson|geojson-map|voc|labelme|csv|csv-geometry|dota|mask|mask-tiff|mask-instances|gpkg|shp|cvat|labelstudio|via|vott|createml] [--coordinates pixel|share|lonlat|map] [--columns NAME=xmin,…] [--mask-values classes|instances] [--checked whole|none|x,y,w,h] [--checked-for CLASS,…] [--pixel-size 0.25um] [--again] [--page N] [--series N] [--z N] [--time N] | import PROJECT NAME.windhover-run…',
  summary: () => says.summaries.import,
  most: Infinity,
  help: () => [
    ['--coordinates pixel|share|lonlat|map', says.optionHelp.importCoordinates],
    ['--columns NAME=MEANING,…', says.optionHelp.importColumns(columnKinds.join(', '))],
    ['--mask-values classes|instances', says.optionHelp.importMaskValues],
    ['--checked-for CLASS,…', says.optionHelp.importCheckedFor],
    ['--pixel-size 0.25um', says.optionHelp.importPixelSize],
    ['--again', says.optionHelp.importAgain],
    ['--page N', says.optionHelp.importPage],
    ['--series N', says.optionHelp.importSeries],
    ['--z N', says.optionHelp.importZ],
    ['--time N', says.optionHelp.importTime],
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
    if (files.length === 0) throw new UsageError(says.dataCommands.importTakes)
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
    if (checkedFor && checked === 'none') throw new UsageError(says.dataCommands.checkedForAlone)
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
    for (const image of images) {
      const size = image.pixelSize ? pixelSizeText(image.pixelSize) : undefined
      context.say(says.dataCommands.imported({ ...image, size }, image.objects, image.seconds.toFixed(1)))
    }
    if (refused) context.fail(refused)
    return { images }
  },
}
