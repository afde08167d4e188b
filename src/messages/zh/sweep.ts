import type { sweep as en } from '../en/sweep'

export const sweep: typeof en = {
  sweep: '逐视野检查',
  fieldValueOfCells: (value, cells) => `视野 ${value} / ${cells}`,
  completeCompleteSeenSeen: (complete, seen) => `${complete} 标注完整，${seen} 已查看`,
  lookAtTheWholePicture: '以当前缩放把整张图像逐个视野查看一遍。声明为标注完整的部分成为已检查区域。',
  next: '下一个',
  complete: '标注完整',
  overlapOfTheFieldsOf: '视野的重叠',
  seen: (share) => `${share} 已查看`,
  shareComplete: (share) => `${share} 标注完整`,
}
