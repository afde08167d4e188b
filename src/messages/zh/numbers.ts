import type { numbers as en } from '../en/numbers'
import { grouped } from '../plural'

export const numbers: typeof en = {
  objects: (n) => `${grouped(n)} 个对象`,
  tiles: (n) => `${grouped(n)} 个切片`,
  detections: (n) => `${grouped(n)} 个检测结果`,
  epochs: (n) => `${grouped(n)} 轮`,
  epochsAndPart: (n) => (n === 0 ? '第一轮的一部分' : `${grouped(n)} 轮及下一轮的一部分`),
  changes: (n) => `${grouped(n)} 处改动`,
  answers: (n) => `${grouped(n)} 条复核意见`,
  commands: (n) => `${grouped(n)} 个命令`,
  parts: (n) => `${grouped(n)} 个组件`,
  items: (n) => `${grouped(n)} 项`,
  checkedAreas: (n) => `${grouped(n)} 个已检查区域`,
  pictures: (n) => `${grouped(n)} 张图像`,
  classes: (n) => `${grouped(n)} 个类别`,
  percent: (n) => `${n}%`,
  seconds: (n) => `${n} 秒`,
  day: (date) => date.toLocaleDateString('zh-CN', { month: 'long', day: 'numeric' }),
  files: (n) => `${grouped(n)} 个文件`,
  images: (n) => `${grouped(n)} 张图像`,
}
