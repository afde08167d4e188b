import { counted, formOf, grouped } from '../../plural'
import type { Shown } from '../../shown'

/** Kinds of tiles. */
const tileKinds = { positive: 'positive', near: 'near', background: 'background', hard: 'hard' }

/** Lines and refusals of the commands about projects, images, labels and datasets. */
export const dataCommands = {
  made: (path: Shown) => `Made ${path}.`,
  initTakes: 'init takes the folder of the project to make, such as seals.windhover.',
  classTwice: (name: Shown) => `--classes names "${name}" twice: give each class once.`,
  checkedArea: 'whole, none or x,y,w,h in pixels',
  pixelSize: 'a length with its unit (nm, um, mm, cm, m, km, in, ft or ftUS) as in 0.25um',
  runsOrPictures: (file: Shown) =>
    `import takes runs or pictures at once, not both: import "${file}" by itself.`,
  forPictures: (option: Shown) => `--${option} is for pictures, and a run has none: leave it out.`,
  runImported: (
    {
      id,
      run,
      project,
      licence,
    }: Readonly<Record<'id' | 'run' | 'project', Shown>> & {
      readonly licence?: Shown | undefined
    },
    classes: Shown,
  ) =>
    `Run ${id}: ${run} of ${project}, finds ${classes}; ${licence === undefined ? 'no licence' : `licence: ${licence}`}.`,
  importTakes: 'import takes a project and at least one image file.',
  checkedForAlone: '--checked-for says for which classes --checked holds: say what is checked, too.',
  imported: (
    {
      id,
      name,
      width,
      height,
      size,
      known,
    }: Readonly<Record<'id' | 'name' | 'width' | 'height', Shown>> & {
      readonly size: Shown | undefined
      /** It was in the project before. */
      readonly known?: boolean | undefined
    },
    objects: number,
    seconds: Shown,
  ) =>
    `Image ${id}${known ? ' (there already)' : ''}: ${name}, ${width} × ${height} pixels${size === undefined ? '' : ` of ${size}`}, ${counted(objects, known ? 'new object' : 'object')}, ${seconds} s.`,
  relinkTakes: 'relink takes a project and the folder that holds the pictures now.',
  imageLies: (id: Shown, path: Shown) => `Image ${id}: ${path}`,
  stillMissing: (names: Shown) => `Still missing: ${names}; name another folder.`,
  foundAgain: (found: number, missing: number) =>
    `${counted(found, 'image')} found again, ${grouped(missing)} still missing.`,
  tileKinds,
  kindCount: (kind: Shown, n: number) => `${grouped(n)} ${kind}`,
  built: (path: Shown, kinds: readonly string[], objects: number, seconds: Shown) =>
    `${path}: ${kinds.join(', ')}; ${counted(objects, 'object')}; ${seconds} s.`,
  shares: (kinds: Shown) => `${kinds} with shares from 0 to 1`,
  sharesAddUp: (sum: Shown) => `--shares must add up to 1, not ${sum}.`,
  fileSize: 'a size such as 500MB or 2GB',
  inspectTakes: 'inspect takes a dataset file, such as seals.windhover/datasets/dataset.h5.',
  tilesByKind: (kinds: readonly (readonly [string, number])[]) =>
    `tiles: ${kinds.map(([kind, n]) => `${kind} ${grouped(n)}`).join(', ')}`,
  parts: { train: 'train', val: 'val', test: 'test' },
  partHolds: (tiles: number, objects: number, classes: readonly (readonly [string, number])[]) =>
    `${counted(tiles, 'tile')}, ${counted(objects, 'object')} (${classes.map(([name, n]) => `${name} ${grouped(n)}`).join(', ')})`,
  readInPlace: (reference: Shown) =>
    `Pictures are read in place from ${reference}; its parts were not compared.`,
  noPixelShared: 'No two parts share a pixel.',
  compacted: (megabytes: Shown, files: number) =>
    `${megabytes} MB are free again; ${counted(files, 'file')} of removed images ${formOf(files, 'is', 'are')} gone.`,
  measureTakes: (given: Shown | undefined) =>
    `measure takes --out with a name that ends in .csv or .gpkg${given === undefined ? '' : `, not "${given}"`}.`,
  measured: (out: Shown, objects: number, pictures: Shown) =>
    `${out}: ${counted(objects, 'object')}. By image and class: ${pictures}.`,
  strata: { found: 'found', doubtful: 'doubtful', nothing: 'nothing' } as Readonly<Record<string, string>>,
  fieldsDrawn: (fields: number, checked: number) =>
    `${counted(fields, 'field')} to check, ${grouped(checked)} ${formOf(checked, 'is', 'are')} checked. Mark every object in a field, then declare it checked.`,
  moreFieldsUnknown: 'How many are needed for ± 5 % can be told when some are checked.',
  moreFields: (more: number) => `For ± 5 %, ${grouped(more)} more must be checked than are by now.`,
  thresholdOfPredictions: (what: Shown) =>
    `--threshold goes with --what predictions, not with --what ${what}.`,
  licenceOfRun: (what: Shown) => `--licence goes with --what run, not with --what ${what}.`,
  exportTakes:
    'export takes --out with the file (coco, csv, csv-geometry, gpkg) or folder (yolo, geojson, geojson-map, voc, labelme, dota, masks, shp) to write.',
  objectsOfNoRun: '--run is for --what predictions, --what model and --what run: objects belong to no run.',
  datasetOfNoRun:
    '--run is for --what predictions, --what model and --what run: a dataset belongs to no run.',
  exported: (out: Shown, written: number, changed: number, dropped: number) =>
    `${out}: ${grouped(written)} written, ${grouped(changed)} changed in shape, ${grouped(dropped)} left out.`,
  exportDatasetTakes: 'export --what dataset takes --out with the folder to write.',
  datasetExported(out: Shown, tiles: number, objects: number, kind: 'detect' | 'segment' | 'obb'): string {
    const of = {
      detect: ['box', 'boxes'],
      segment: ['outline', 'outlines'],
      obb: ['turned box', 'turned boxes'],
    }
    const [one = '', other = ''] = of[kind]
    return `${out}: ${counted(tiles, 'tile')} with ${counted(objects, one, other)}, and data.yaml.`
  },
  noTurnedBoxes: (n: number) =>
    n === 1
      ? '1 object is no turned box, or is cut by the border of a tile: the smallest turned box around it is written.'
      : `${grouped(n)} objects are no turned boxes, or are cut by the border of a tile: the smallest turned box around each is written.`,
  holesLost: (n: number) =>
    `${counted(n, 'outline')} lost holes, or parts but the largest, for which YOLO has no place.`,
  boxesInstead: (n: number) =>
    n === 1
      ? '1 object is a box, since it has no outline or is no more what it was: build the dataset anew.'
      : `${grouped(n)} objects are boxes, since they have no outline or are no more what they were: build the dataset anew.`,
  greyTiles: (n: number) =>
    n === 1
      ? '1 tile shows parts that nobody has checked, which YOLO would learn as background: they are grey.'
      : `${grouped(n)} tiles show parts that nobody has checked, which YOLO would learn as background: they are grey.`,
  exportModelTakes: 'export takes --out with the folder (tfjs) or file (keras) to write.',
  modelExported: (file: Shown, run: Shown, weights: number) =>
    `${file}: the network of run ${run}, ${counted(weights, 'weight')}.`,
  noFormatOfRun: '--format is not for --what run, which has one: leave it out.',
  exportRunTakes: (ending: Shown) => `export --what run takes --out with the file to write: NAME${ending}.`,
  runExported: (out: Shown, run: Shown, weights: number, bytes: number, picture: Shown | null) =>
    `${out}: run ${run}, ${counted(weights, 'weight')}, ${counted(bytes, 'byte')}${picture === null ? '' : `, with a few finds in ${picture} as a picture`}.`,
}
