import type { pictureParts as en } from '../en/pictureParts'

export const pictureParts: typeof en = {
  fileHasNoWordsWanted: (file, words, wanted, count) =>
    `“${file}”没有${words} ${wanted}：请选择 1 到 ${count} 之间的一个。`,
  fileHoldsOnePictureAnd: (file, words) => `“${file}”只有一张图像，没有可选的${words}：请不要指定。`,
  fileHasNoWordsTo: (file, words, and) => `“${file}”没有可选的${words}，但有${and}：请按其选择。`,
  nameIsAStackParts: (name, parts) => `“${name}”是图像栈：取${parts}。`,
  nameHoldsPagePicturesParts: (name, page, parts) => `“${name}”含有 ${page} 张图像：取${parts}。`,
  series: '系列',
  page: '页',
  z: 'Z',
  time: '时间',
  oneOf: (axis, chosen, count) => `${axis} ${chosen}（共 ${count}）`,
  and: '、',
}
