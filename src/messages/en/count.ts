import type { Shown } from '../shown'

const interval =
  'interval: Bayesian bootstrap over cells (Rubin 1981) with Jeffreys’ prior (Brown, Cai and DasGupta 2001)'

/** How many objects there are, and the fields of view that are drawn to find out. */
export const count = {
  methodWhole: 'All of it is checked: the objects are counted, not estimated.',
  methodNone:
    'Objects on checked ground, and elsewhere the raw number of detections, without an interval: no checked ground that the run did not learn from holds an object of this class or a detection of it, so nothing says how many are missed or false; draw fields to check.',
  /** Of images with enough checked fields, and of the others. */
  methodBoth: (fields: Shown, others: Shown) => `Where fields were drawn: ${fields} Other images: ${others}`,
  methodRatio: (objects: Shown) =>
    `Objects on checked ground, and elsewhere detections × precision / recall (ratio estimate, Cochran 1977), both on the checked ground that the run did not learn from (${objects} objects), to which the rest is taken to be alike; ${interval}.`,
  methodDrawn: (fields: Shown) =>
    `Objects on checked ground, and elsewhere detections × precision and misses a field, from ${fields} fields drawn at random by strata (Horvitz and Thompson 1952); ${interval}.`,
  howMany: 'How many are there?',
  countWhat: 'What to count',
  thisImage: 'This image',
  region: 'Region',
  allImages: 'All images',
  drawARegion: 'Draw a rectangle with the Count tool, and it is counted.',
  countThem: 'Count with an interval',
  counting: 'Counting',
  counted: (text: Shown) => `Counted: ${text}.`,
  classIt: 'Class',
  image: 'Image',
  howMuch: 'Count',
  interval: '95 %',
  about: (density: Shown, precision: Shown, recall: Shown) =>
    `${density} · precision ${precision}, recall ${recall} where checked`,
  from: (low: Shown, high: Shown) => `${low} to ${high}`,
  noInterval: 'none',
  countsOf: (of: Shown) => `Counts on ${of}`,
  countsByImage: 'Counts of each image',
  perHectare: 'per ha',
  perSquareMillimetre: 'per mm²',
  perMegapixel: 'per megapixel',
  other: 'Counted with another run, threshold or region: count again.',
  thresholdOf: (run: Shown, threshold: Shown) => `${run}, threshold ${threshold}.`,
  sample: 'Guided sample',
  sampleWhat:
    'Fields of view drawn at random, by what the run found. Mark every object in a field, then say that it is checked. No training learns from them: they are test ground.',
  fieldsToDraw: 'Fields to check',
  draw: 'Draw fields',
  drawMore: 'Draw more fields',
  drawn: (fields: Shown, checked: Shown) => `${fields} fields drawn, ${checked} checked.`,
  fieldOf: (value: Shown, all: Shown) => `field ${value} of ${all}`,
  moreNeeded: (fields: Shown) => `For ± 5 % of the commonest class, ${fields} more fields must be checked.`,
  enough: 'Enough for ± 5 % of the commonest class.',
  notYet: 'How many are needed for ± 5 % can be told when some are checked.',
  countForMore: 'Count, and it is told how many more are needed for ± 5 %.',
  allChecked: 'All drawn fields are checked. Count, or draw more.',
  previousField: 'Previous drawn field',
  nextField: 'Next drawn field',
  fieldIsChecked: 'Drawn field is checked',
  checked: 'Checked',
  stop: 'Leave the sample',
  drawFieldsFirst: 'Draw fields first (Predict, "Guided sample").',
}
