import type { Shown } from '../../shown'

export const tables = {
  nameIsEmptyChooseA: (name: Shown) => `${name} is empty: choose a file with labels.`,
  fileLine1ShownIs: (file: Shown, shown: Shown) =>
    `${file}, line 1: "${shown}" is a row of labels, and the line with the names of the columns is missing: put it before, such as image_path,xmin,ymin,xmax,ymax,label, or say --columns 1=image,2=xmin and so on.`,
  fileLine1ShownNames: (file: Shown, shown: Shown) =>
    `${file}, line 1: "${shown}" names no columns xmin, ymin, xmax, ymax (or x, y, width, height; or x, y): add a first line with the names, or say --columns NAME=xmin and so on.`,
  fileLine1BesideX: (file: Shown, radius: Shown) =>
    `${file}, line 1: beside x and y stands "${radius}", so that these are more than points, and no box is complete: name the columns xmin, ymin, xmax, ymax.`,
  fileLineLineTheQuotation: (file: Shown, line: Shown) =>
    `${file}, line ${line}: the quotation marks of this line are never closed: mend it.`,
  nameLineLine: (name: Shown, line: Shown) => `${name}, line ${line}`,
  whereItHasNoLabel: (where: Shown, names: Shown) =>
    `${where}: it has no label: write its class into the column "${names}".`,
  whereTheSizeWH: (where: Shown, w: Shown, h: Shown) =>
    `${where}: the size ${w} × ${h} is negative: mend it.`,
  whereCellIsNotA: (where: Shown, cell: Shown) => `${where}: "${cell}" is not a number: mend the row.`,
  rowsNameNoPicture: '# rows name no picture',
  noColumnNamesAClass: (className: Shown) =>
    `no column names a class (label, class, name, category), so that all are "${className}"`,
  columnMeaningWrong: (part: Shown, kinds: Shown) =>
    `--columns: "${part}" does not say what a column is: write NAME=MEANING, with one of ${kinds}.`,
  noSuchColumn: (file: Shown, name: Shown, names: Shown) =>
    `${file}, line 1: there is no column "${name}": its columns are ${names}.`,
  nameDoesNotSayWhich: (name: Shown, names: Shown) =>
    `${name} does not say which rows are of which picture: its columns are ${names}; call the one with the picture's name "image", or say --columns NAME=image.`,
  nameLine1NoColumn: (name: Shown, names: Shown) =>
    `${name}, line 1: no column names the class of a row: its columns are ${names}; call the one with the class "label", or say --columns NAME=label.`,
  noneOfItsNumbersIs: 'none of its numbers is above 1, so that they were taken for shares of the picture',
  nameHoldsPlacesOnA: (name: Shown, imageName: Shown) =>
    `${name} holds places on a map, and "${imageName}" does not say where on a map it lies: take the georeferenced picture.`,
  itsCoordinatesWereMovedTo: 'its coordinates were moved to another datum, which is good to some metres',
  tooShort: 'too short',
  moreRowsThanTheFile: 'more rows than the file holds',
  columnsThatAreWiderThan: 'columns that are wider than their rows',
  nameIsNotAFile: (name: Shown) => `${name} is not a file of VIA: export it as JSON.`,
  namePictureRegionI: (name: Shown, picture: Shown, i: Shown) => `${name}, ${picture}, region ${i}`,
  fileHasTheAttributesValue: (file: Shown, value: Shown) =>
    `${file} has the attributes ${value}, and none of them is called "class": call the one with the class so.`,
  whereItHasNoClass: (where: Shown, className: Shown) =>
    `${where}: it has no class: fill in the attribute "${className}".`,
  whereItsNameIsFound: (where: Shown, name: Shown, found: Shown) =>
    `${where}: its ${name} is ${found}: it must be a number.`,
  whereTheShapeShapeIs: (where: Shown, shape: Shown) =>
    `${where}: the shape ${shape} is not known: remove it.`,
  whereItHasNotAt: (where: Shown, least: Shown) =>
    `${where}: it has not at least ${least} points: mend or remove it.`,
}
