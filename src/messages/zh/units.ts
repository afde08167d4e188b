import type { units as en } from '../en/units'

export const units: typeof en = {
  tiles: '切片',
  share: '比例',
  steps: '步',
  batches: '批',
  epochs: '轮',
  min: '分钟',
  validations: '次验证',
}
