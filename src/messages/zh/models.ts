import type { models as en } from '../en/models'

export const models: typeof en = {
  heatMap: '热图',
  heatMapFitted: '热图（拟合）',
  boxesFittedInSeconds: '稀疏目标的矩形框，在 ImageNet 特征上做回归拟合：适合标注很少时；搜索较慢。',
  heatMapPretrained: '热图（预训练）',
  boxesFromFeaturesOfImageNet: '稀疏目标的矩形框，使用在 ImageNet 上预训练的特征；搜索较慢。',
  boxesOfSparseObjectsSmall: '稀疏目标的矩形框；小而快。',
  theOutlineOfEachObject: '每个目标的轮廓。',
  theClassOfEachTile: '每个切片的类别；较大。',
  theClassOfEachTile2: '每个切片的类别，使用预训练权重。',
  boxesLargeForManyObjects: '矩形框；较大，适用于大小各异的大量目标。',
  boxesTheSmallForm: '矩形框；轻量版。',
}
