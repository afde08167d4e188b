import type { reserve as en } from '../en/reserve'
import { grouped } from '../plural'

const parts: Readonly<Record<string, string>> = { train: '训练', val: '验证', test: '测试' }

export const reserve: typeof en = {
  tooFewToSpare: (objects, enough) =>
    `${grouped(objects)} 个对象太少，无法留出：全部用于学习，不留验证；从 ${enough} 个起才会留出一些。`,
  fewAreLearned: (objects, percent) =>
    `${grouped(objects)} 个对象较少：${percent}% 用于学习，其余用于验证，不留测试。`,
  enoughForTheUsual: (objects, shares) => `${grouped(objects)} 个对象足够按通常比例划分：${shares}。`,
  shareOf: (percent, part) => `${parts[part] ?? part} ${percent}%`,
}
