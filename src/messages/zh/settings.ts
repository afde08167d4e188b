import type { settings as en } from '../en/settings'

export const settings: typeof en = {
  settings: '设置',
  theme: '主题',
  light: '浅色',
  dark: '深色',
  keyboard: '键盘快捷键',
  change: '更改 …',
  scaleOf: (name) => `${name} 的比例尺`,
  memory: '图像占用的内存',
  memoryAbout: '内存越大，回到看过的地方越不用等待。',
  megabytes: (megabytes) => `${megabytes} MB`,
  trainAndSearch: '训练和预测使用',
}
