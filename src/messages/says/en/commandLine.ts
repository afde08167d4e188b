import type { Shown } from '../../shown'

interface NumberRule {
  readonly min: number
  readonly max: number
  readonly whole: boolean
}

/** What a figure of an epoch is called in its line. */
const figureNames = {
  valLoss: 'validation loss',
  valF1: 'F1',
  valPrecision: 'precision',
  valRecall: 'recall',
  learningRate: 'learning rate',
  accuracy: 'accuracy',
  'mean IoU': 'mean IoU',
}

/** What every command of the command line may say: wrong words, progress, and what the lines of several commands share. */
export const commandLine = {
  helpTellsMore: '"windhover help COMMAND" tells more.',
  commandFirst: (word: Shown) =>
    `The command comes first, and "${word}" is none; "windhover help" lists them.`,
  noCommand: (word: Shown) => `There is no command "${word}"; "windhover help" lists them.`,
  takesAFolder: (command: Shown, usage: Shown) =>
    `${command} takes a project folder; usage: windhover ${usage}`,
  thresholds: 'a number from 0 to 1, one by class such as 0.4,bus=0.55 or car=0.4,bus=0.55, or suggested',
  thresholdTwice: (name: Shown) => `--threshold names the class "${name}" twice.`,
  takes: (option: Shown, what: Shown, given: Shown) => `--${option} takes ${what}, not "${given}".`,
  oneOf: (choices: readonly string[]) => choices.join(', '),
  or: (choices: readonly string[]) => choices.join(', or '),
  number({ min, max, whole }: NumberRule): string {
    const kind = whole ? 'a whole number' : 'a number'
    if (max < Number.MAX_SAFE_INTEGER) return `${kind} from ${min} to ${max}`
    return min > -Infinity ? `${kind} of at least ${min}` : kind
  },
  numbers: (count: Shown) => `${count} numbers with commas between them`,
  level: (deepest: Shown) => `auto or a whole number from 0 to ${deepest}`,
  tableName: "a table's name that ends in .csv or .h5",
  region: 'x,y,width,height, both above 0',
  imageNumber: (command: Shown) => `${command} takes --image with the number of one image.`,
  optionValues: {
    nothing: 'nothing',
    run: 'a run, or the folder of a run or of another project',
    weights: 'a file of weights',
    perClass: 'class=number with commas between them (0.01 to 1000, each class once)',
    plateau: 'a factor between 0 and 1 and a number of validations, such as 0.5,5',
    expression: 'an expression or a text file with one',
  },
  presetOrFile: (presets: readonly string[]) => `${presets.join(', ')} or a JSON file`,
  augmentationFile: (example: Shown, path: Shown) =>
    `--augment wants a JSON file with something like ${example}, and ${path} is none.`,
  lineTooLong: (bytes: Shown) => `A line of the input is longer than ${bytes} bytes.`,
  noJson: (line: Shown) => `"${line}" is no line of JSON: the worker takes one object a line.`,
  givenTwice: (option: Shown, commas: boolean) =>
    `${option} is given twice: give it once${commas ? ', with commas between' : ''}.`,
  emptyWord: (command: Shown) => `${command} was given an empty word: leave it out.`,
  noUseFor: (command: Shown, word: Shown, usage: Shown) =>
    `${command} has no use for "${word}"; usage: windhover ${usage}`,
  standsAlone: (option: Shown, value: Shown) => `${option} stands alone, without "${value}".`,
  lacksItsValue: (option: Shown, usage: Shown) => `${option} lacks its value; usage: windhover ${usage}`,
  givenNothing: (option: Shown) => `${option} was given nothing: give a value or leave it out.`,
  noOption: (command: Shown, option: Shown, usage: Shown) =>
    `${command} has no option ${option}; usage: windhover ${usage}`,
  optionOfOthers: (command: Shown, option: Shown, others: readonly string[], usage: Shown) =>
    `${command} has no option ${option}, ${others.join(' and ')} ${others.length > 1 ? 'have' : 'has'}; usage: windhover ${usage}`,
  goesWith: (option: Shown, other: Shown, why: Shown) =>
    `--${option} goes with --${other}, which is missing: ${why}.`,
  goesNotWith: (option: Shown, other: Shown, why: Shown) =>
    `--${option} does not go with --${other}: ${why}.`,
  threadEnded: (reason: Shown) =>
    `The thread that holds the project ended unexpectedly${reason ? ` (${reason})` : ''}.`,
  note: (message: Shown) => `Note: ${message}`,
  preparing: 'preparing …',
  done: (done: Shown, unit: Shown) => `${done} ${unit}`,
  doneOf: (done: Shown, total: Shown, unit: Shown) => `${done} of ${total} ${unit}`,
  noted: (note: Shown, progress: Shown) => `${note}: ${progress}`,
  left: (progress: Shown, time: Shown) => `${progress}, ${time} left`,
  units: {
    blocks: 'blocks',
    bytes: 'bytes',
    epochs: 'epochs',
    images: 'images',
    megapixels: 'megapixels',
    objects: 'objects',
    picture: 'picture',
    pictures: 'pictures',
    rows: 'rows',
    seconds: 'seconds',
    steps: 'steps',
    tiles: 'tiles',
    trainings: 'trainings',
    windows: 'windows',
  },
  seconds: (n: Shown) => `${n} s`,
  minutes: (n: Shown) => `${n} min`,
  hours: (n: Shown) => `${n} h`,
  figureNames: figureNames as Readonly<Record<string, string>>,
  epoch: (epoch: Shown, loss: Shown, figures: readonly (readonly [string, Shown])[], seconds: Shown) =>
    [`Epoch ${epoch}: loss ${loss}`, ...figures.map(([name, n]) => `${name} ${n}`), `${seconds} s`].join(
      ', ',
    ),
  list: (items: readonly string[]) => items.join(', '),
  scores: ({
    precision,
    recall,
    f1,
    ap,
  }: Readonly<Record<'precision' | 'recall' | 'f1', Shown>> & { ap?: Shown }) =>
    [
      `precision ${precision}`,
      `recall ${recall}`,
      `F1 ${f1}`,
      ...(ap === undefined ? [] : [`AP ${ap}`]),
    ].join('  '),
  allClasses: 'all classes',
  allGround: 'all checked ground',
  learnedFrom: 'learned from',
  unseen: 'unseen',
}
