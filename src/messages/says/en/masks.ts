import type { Shown } from '../../shown'

export const masks = {
  nameIsNoPngAnd: (name: Shown) => `${name} is no PNG and no TIFF: save the mask as one of them.`,
  nameHasWidthHeightPixels: (
    name: Shown,
    width: Shown,
    height: Shown,
    imageName: Shown,
    imageWidth: Shown,
    imageHeight: Shown,
  ) =>
    `${name} has ${width} × ${height} pixels, "${imageName}" has ${imageWidth} × ${imageHeight}: choose the mask of this image.`,
  picturesHaveRegionsOfValue: '# pictures have regions of value 255, which stands for nothing known',
  nameHasTheValueValue: (name: Shown, value: Shown, names: Shown) =>
    `${name} has the value ${value}, and there are ${names} classes: add them to classes.txt beside it, or say with --mask-values instances that each value is an object of its own.`,
  theValuesOfNameAre: (name: Shown, projectClasses: Shown, fileName: Shown) =>
    `The values of ${name} are single objects, and nothing says of which of the ${projectClasses} classes they are: put a table ${fileName}.csv with the columns value,class beside it.`,
  theTableBesideNameHas: (name: Shown, value: Shown) =>
    `The table beside ${name} has no line for its value ${value}: add it.`,
  nameValueValue: (name: Shown, value: Shown) => `${name}, value ${value}`,
  eachValueWasTakenFor: (object: Shown) => `each value was taken for one object, of the class "${object}"`,
  nameHasColoursValuesA: (name: Shown, colours: Shown) =>
    `${name} has ${colours} values a pixel, and a mask has one, the number of a class: save it with grey or palette values, or put the labelmap.txt with the colours of its classes beside it.`,
  nameHasTheColourValue: (name: Shown, value: Shown) =>
    `${name} has the colour #${value}, which is not in its labelmap.txt: add it there.`,
  nameHasTheValueHighest: (name: Shown, highest: Shown, names: Shown) =>
    `${name} has the value ${highest}, and there are ${names} classes; nothing says whether its values are classes or single objects: say --mask-values classes or instances, or put classes.txt beside it.`,
  nothingSaysWhetherTheValues: (name: Shown, highest: Shown) =>
    `Nothing says whether the values of ${name} (up to ${highest}) are classes or single objects: say --mask-values classes or instances, or put classes.txt beside it.`,
  aMaskHoldsMostClasses: (mostClasses: Shown, classNames: Shown) =>
    `A mask holds ${mostClasses} classes, and there are ${classNames}: export as COCO, or merge classes.`,
  isNoPngAndNo: 'is no PNG and no TIFF: save it as one of them, of grey or palette values',
  isDamagedOrHasMore:
    'is damaged, or has more than 500 million pixels: save a mask of that size as a tiled TIFF',
  isDamagedOrItsRows:
    'is damaged, or a row of its tiles has more than 130 million pixels: save it in smaller tiles or strips',
  isADamagedPngCopy: 'is a damaged PNG: copy it again from where it came',
  hasTheValueValueAnd: (value: Shown, mostExact: Shown) =>
    `has the value ${value}, and masks are read up to ${mostExact}: number its objects anew`,
  hasTheValueValueAndA: (value: Shown) =>
    `has the value ${value}, and a mask has whole numbers from 0 on: save it with the numbers of classes or objects`,
  hasFullPagesAndA: (full: Shown) =>
    `has ${full} pages, and a mask has one: save the one that belongs to the picture`,
  hasSamplesValuesAPixel: (samples: Shown) =>
    `has ${samples} values a pixel, and a mask has one, the number of a class: save it with grey or palette values`,
  isCompressedAsPhotographsAre:
    'is compressed as photographs are, which changes values: save it with Deflate or LZW',
  isStoredTurnedTagOrientation: 'is stored turned (tag Orientation): save it as it is seen',
  hasProblemWhichIsNot: (problem: Shown) =>
    `has ${problem}, which is not read: save it as a tiled TIFF with Deflate`,
  whereTheRunsOfIts: (where: Shown, value: Shown, width: Shown, height: Shown) =>
    `${where}: the runs of its mask cover ${value} pixels of ${width} × ${height}: mend or remove it.`,
  whereItsMaskIsNo: (where: Shown) => `${where}: its mask is no PNG that can be read: mend or remove it.`,
  theMaskHasMoreThan:
    'The mask has more than 67 million stretches of equal pixels, as noise has and no mask: save it without smoothing, and without compression that changes values.',
}
