import type { Shown } from '../shown'

export const pictureParts = {
  fileHasNoWordsWanted: (file: Shown, words: Shown, wanted: Shown, count: Shown) =>
    `"${file}" has no ${words} ${wanted}: choose one from 1 to ${count}.`,
  fileHoldsOnePictureAnd: (file: Shown, words: Shown) =>
    `"${file}" holds one picture and has no ${words} to choose: leave that out.`,
  fileHasNoWordsTo: (file: Shown, words: Shown, and: Shown) =>
    `"${file}" has no ${words} to choose, but ${and}: choose by that.`,
  nameIsAStackParts: (name: Shown, parts: Shown) => `"${name}" is a stack: ${parts} is taken.`,
  nameHoldsPagePicturesParts: (name: Shown, page: Shown, parts: Shown) =>
    `"${name}" holds ${page} pictures: ${parts} is taken.`,
  series: 'series',
  page: 'page',
  z: 'Z',
  time: 'time',
  oneOf: (axis: Shown, chosen: Shown, count: Shown) => `${axis} ${chosen} of ${count}`,
  and: ' and ',
}
