import { counted } from '../plural'
import type { Shown } from '../shown'

/** What a person is asked about a table of labels. */
export const tables = {
  title: (file: Shown) => `What are the columns of ${file}?`,
  firstLines: 'First lines of the table',
  columnNumber: (number: Shown) => `Column ${number}`,
  firstLineHasNames: 'The first line has the names of the columns',
  unit: 'Unit of the coordinates',
  pixels: 'Pixels',
  shares: 'Shares of the image, 0 to 1',
  reading: 'Reading …',
  lackingPlaces:
    'Say which columns hold the places: left and top with right and bottom, or with width and height; a centre with width and height; or x and y of points.',
  lackingImage: 'Say which column names the image of a row.',
  lackingLabel: 'Say which column holds the class.',
  noneFound: 'No row is of an image of this project.',
  found: (objects: Shown, rows: number, images: Shown) =>
    `${objects} on ${images}, out of ${counted(rows, 'row')}.`,
  firstBox: (name: Shown, image: Shown, place: Shown, size: Shown) =>
    `The first: ${name} on ${image} at ${place}, ${size} px.`,
  firstPoint: (name: Shown, image: Shown, place: Shown) => `The first: ${name} on ${image} at ${place}.`,
  onlyTheBeginning: 'This is the beginning of the file; all of it is imported.',
  importIt: 'Import',
  cancel: 'Cancel',
  notImported: (file: Shown, more: number) =>
    more > 0 ? `${file} and ${counted(more, 'more file')} not imported.` : `${file} not imported.`,
  kinds: {
    image: 'Image',
    label: 'Class',
    score: 'Score',
    xmin: 'Left',
    ymin: 'Top',
    xmax: 'Right',
    ymax: 'Bottom',
    width: 'Width',
    height: 'Height',
    cx: 'Centre x',
    cy: 'Centre y',
    x: 'Point x',
    y: 'Point y',
    lon: 'Longitude',
    lat: 'Latitude',
    geometry: 'Geometry (WKT)',
    ignore: 'Ignore',
  },
}
