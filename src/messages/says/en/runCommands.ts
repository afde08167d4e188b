import { numbers } from '../../en/numbers'
import { counted, formOf, grouped } from '../../plural'
import type { Shown } from '../../shown'

/** How far off the expected share of false alarms was: what came of 100, null where nothing was found. */
interface Expected {
  readonly wrong: Shown
  readonly came: Shown | null
  readonly missed: Shown
  readonly objects: number
  readonly suggested: Shown
}

/** Seconds, and megapixels a second. */
type Speed = Readonly<Record<'seconds' | 'megapixels', Shown>>

/** Lines and refusals of the commands about runs and what they find. */
export const runCommands = {
  noElectron: 'No Electron is set up here. Run "npm run setup".',
  electronFails: (reason: Shown) => `${reason}. Run "npm run setup".`,
  trained: (
    { run, status, epochs, part }: { run: Shown; status: Shown; epochs: number; part: boolean },
    tilesPerSecond: Shown,
    best: Shown,
  ) =>
    `Run ${run} ${status}: ${part ? numbers.epochsAndPart(epochs) : counted(epochs, 'epoch')}, ${tilesPerSecond} tiles/s, ${best}.`,
  bestEpoch: (name: Shown, value: Shown, epoch: Shown) => `best ${name} ${value} in epoch ${epoch}`,
  noBestEpoch: 'no best epoch yet',
  gridExample: 'an option of train and its values, as in learning-rate=0.001,0.003',
  gridOption: (name: Shown) =>
    `--grid tries values of an option of train that takes one, not of "${name}": "windhover help train" lists them.`,
  gridBeside: (name: Shown) => `--${name} and --grid ${name}=… are given together: leave one of them out.`,
  gridTwice: (name: Shown) => `--grid names ${name} twice: give all its values in one.`,
  gridTooLarge: (count: number, most: Shown) =>
    `--grid asks for ${counted(count, 'training')}, and at most ${most} are made: leave out some values.`,
  gridBegins: (number: Shown, count: Shown, settings: Shown) =>
    `Training ${number} of ${count}: ${settings}.`,
  gridRow: (settings: Shown, name: Shown, value: Shown, run: Shown) =>
    `${settings}: ${name} ${value} (${run})`,
  gridFailed: (settings: Shown, reason: Shown) => `${settings}: failed. ${reason}`,
  gridMean: (settings: Shown, mean: Shown, deviation: Shown, seeds: number) =>
    `${settings ? `${settings}: ` : ''}mean ${mean}, standard deviation ${deviation} (${counted(seeds, 'seed')})`,
  nameTooLong: (most: Shown, given: Shown) => `--name takes at most ${most} letters, not ${given}.`,
  run: (name: Shown, id: Shown, status: Shown, { f1, from }: Readonly<Record<'f1' | 'from', Shown | null>>) =>
    `${name} (${id}): ${status}${f1 === null ? '' : `, F1 ${f1}`}${from === null ? '' : `, started from ${from}`}.`,
  noRunYet: 'No run yet.',
  searchedBefore: (id: Shown) => `Image ${id}: searched before; nothing had to be computed.`,
  partsBefore: (id: Shown, skipped: Shown, total: Shown) =>
    `Image ${id}: ${skipped} of ${total} parts were computed before and not again.`,
  lookedCoarsely: (id: Shown, level: Shown, percent: Shown, objects: number, missed: number) =>
    `Image ${id}: after a look at ${level}, ${percent} % of the area was left out; of ${counted(objects, 'marked object')} in checked areas ${grouped(missed)} would be missed.`,
  found: (id: Shown, n: number, { seconds, megapixels }: Speed, level: Shown) =>
    `Image ${id}: ${grouped(n)} found in ${seconds} s (${megapixels} megapixels/s, searched at ${level}).`,
  classifiedWhole: (id: Shown, { seconds, megapixels }: Speed) =>
    `Image ${id}: classified whole in ${seconds} s (${megapixels} megapixels/s).`,
  classifiedTiles: (id: Shown, tiles: number, { seconds, megapixels }: Speed, level: Shown) =>
    `Image ${id}: ${counted(tiles, 'tile')} classified in ${seconds} s (${megapixels} megapixels/s, at ${level}).`,
  shows: (id: Shown, classes: readonly (readonly [string, Shown])[], more: boolean) =>
    `Image ${id} shows ${classes.map(([name, percent]) => `${name} ${percent} %`).join(', ')}${more ? ', …' : ''}.`,
  forImages: (option: Shown, from: Shown) =>
    `--${option} is for images of the project, not for --from ${from}.`,
  goesWithFrom: (option: Shown) => `--${option} goes with --from FOLDER|LIST|FILE.h5, which is missing.`,
  predictFromTakes: 'predict --from takes --out with the table to write, such as predictions.csv.',
  tableWritten: (out: Shown, rows: number, tiles: number, run: Shown, seconds: Shown) =>
    `${out}: ${counted(rows, 'row')} of ${grouped(tiles)} ${formOf(tiles, 'tile or picture', 'tiles or pictures')}, run ${run}, ${seconds} s.`,
  similarTakes:
    'similar takes --object with the numbers of marked objects, or --unusual to find what looks like nothing else.',
  objectNumbers: 'numbers of objects with commas between them',
  rejectedPlaces: 'places of at least a pixel',
  places: (image: Shown, n: number, seconds: Shown) =>
    `Image ${image}: ${counted(n, 'place')}, best first, in ${seconds} s.`,
  match: 'centre or iou:0.5 (more than 0, at most 1)',
  imageOrSplit: 'evaluate takes --image for searched images or --split for a part of a dataset, not both.',
  figure: (name: Shown, value: Shown) => `${name}: ${value}.`,
  tilesOf: (tiles: number, part: Shown, dataset: Shown, run: Shown) =>
    `${counted(tiles, 'tile')} of the ${part} part of ${dataset}, run ${run}.`,
  table: (path: Shown) => `Table: ${path}.`,
  ofObjects: (scores: Shown, objects: number) => `${scores}  ${counted(objects, 'object')}`,
  withSides: (scores: Shown, objects: number, from: Shown, to: Shown | null) =>
    `${scores}  ${counted(objects, 'object')} with sides from ${from}${to === null ? '' : ` to ${to}`} px (thirds of the objects)`,
  theseAre: (note: Shown) => `These figures are ${note}.`,
  threshold: (threshold: Shown) => `Threshold ${threshold}.`,
  nothing: '(nothing)',
  expected: ({ wrong, came, missed, objects, suggested }: Expected) =>
    `expected: ${wrong} of 100 false (${came === null ? 'none was found' : `here ${came} of 100 are`}), ${missed} of 100 missed; judged on ${counted(objects, 'object')}, which ${formOf(objects, 'suggests', 'suggest')} a threshold of ${suggested}`,
  tooFew: (classes: Shown) =>
    `Too few of ${classes} were held back: for them the figures of all classes hold.`,
  accuracy: (accuracy: Shown, top5: Shown | undefined, auc: Shown | undefined, logLoss: Shown) =>
    `Accuracy ${accuracy} %${top5 === undefined ? '' : `, right class among the five likeliest ${top5} %`}${auc === undefined ? '' : `, AUC ${auc}`}, log loss ${logLoss}.`,
  isSaid: 'is \\ said',
  regionOfOne: '--region goes with --image ID: it is a part of one image.',
  noInterval: 'no interval',
  interval: (low: number, high: number) => `95 %: ${grouped(low)} to ${grouped(high)}`,
  counted: (n: number, name: Shown, interval: Shown, density: Shown) =>
    `${grouped(n)} ${name} (${interval}), ${density}`,
  countedHow: (counted: Shown, found: number, method: Shown) =>
    `${counted}; ${grouped(found)} found. ${method}`,
  runAt: (run: Shown, threshold: Shown) => `Run ${run} at threshold ${threshold}.`,
  compareTakes: 'compare takes --run twice: --run A --run B.',
  geojsonName: 'a name that ends in .geojson',
  compared: (
    name: Shown,
    { gained, lost, moved, same }: Readonly<Record<'gained' | 'lost' | 'moved' | 'same', number>>,
  ) =>
    `${name}: ${grouped(gained)} gained, ${grouped(lost)} lost, ${grouped(moved)} moved, ${grouped(same)} the same.`,
  nothingHeldBack: 'These figures are too optimistic: nothing was held back.',
  headAt: (run: Shown, threshold: Shown) => `${run} at threshold ${threshold}:`,
  changes: (path: Shown) => `Changes: ${path}.`,
  reportTakes: (given: Shown | undefined) =>
    `--out takes the page to write, which ends in .html${given === undefined ? '' : `, not "${given}"`}.`,
  reported: (out: Shown, run: Shown, images: number, megabytes: Shown) =>
    `${out}: run ${run} on ${counted(images, 'image')}, ${megabytes} MB.`,
  figureTakes: (given: Shown | undefined) =>
    `--out takes the figure to write, which ends in .png, .svg or .tif${given === undefined ? '' : `, not "${given}"`}.`,
  goesWithDetections: (option: string) =>
    `--${option} goes with --what detections or both: objects belong to no run.`,
  drawn: (
    { out, width, height, dpi }: Readonly<Record<'out' | 'width' | 'height' | 'dpi', Shown>>,
    objects: number,
    detections: number,
    scaleBar: Shown | null,
  ) =>
    `${out}: ${width} × ${height} pixels at ${dpi} dpi, ${counted(objects, 'object')}, ${counted(detections, 'detection')}${scaleBar === null ? '' : `, scale bar ${scaleBar}`}.`,
  workerTakes: 'worker takes --json with lines on its input, or --plan with the file of a plan.',
  workerPart: 'I/N, such as 0/8 to 7/8',
  blocksMissing: (failed: number) =>
    failed === 1
      ? '1 block could not be computed: its line says why.'
      : `${grouped(failed)} blocks could not be computed: their lines say why.`,
  blocksDone: (blocks: number, failed: number) =>
    `${counted(blocks, 'block')} ${formOf(blocks, 'is', 'are')} there, ${grouped(failed)} could not be computed.`,
  demoInUse: (path: Shown) => `${path} is a project of yours; give the demo another folder: demo DIR.`,
  demoMarked: (name: Shown, n: number) =>
    `1 of 4  ${name}: ${counted(n, 'vehicle')} ${formOf(n, 'is', 'are')} marked in its left half, which is checked.`,
  demoCut: (tiles: number, side: Shown) =>
    `2 of 4  ${counted(tiles, 'tile')} of ${side} × ${side} pixels ${formOf(tiles, 'is', 'are')} cut.`,
  demoTrained: (steps: number, tilesPerSecond: Shown, engine: Shown) =>
    `3 of 4  Trained ${counted(steps, 'step')}, ${tilesPerSecond} tiles/s on ${engine}.`,
  demoFound: (
    seconds: Shown,
    { hits, objects, falseAlarms }: Readonly<Record<'hits' | 'objects' | 'falseAlarms', number>>,
    f1: Shown,
  ) =>
    `4 of 4  Searched in ${seconds} s. In the right half, never shown: ${grouped(hits)} of ${counted(objects, 'vehicle')} found, ${counted(falseAlarms, 'false alarm')} (F1 ${f1}).`,
  /** A line each. */
  demoEnd: (overlay: Shown, project: Shown, seconds: Shown): readonly string[] => [
    '',
    `Look at ${overlay}`,
    `Project  ${project}   (npm start opens the app; "Open project" opens it)`,
    `Took ${seconds} s.`,
  ],
}
