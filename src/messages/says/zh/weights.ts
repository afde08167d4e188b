import type { weights as en } from '../en/weights'

export const weights: typeof en = {
  aRunOfLite0Cannot: (model) =>
    `“${model}”的运行无法导出：各格式没有处处一致地按 3 : 2 放大的层；要导出网络，请训练“heatmap”。`,
  thereIsNoModelId: (id, id2) => `没有模型“${id}”；请选择 ${id2}。`,
  pathHoldsValuesWeightsAnd: (path, values, name, wanted, modelName) =>
    `“${path}”含有 ${values} 个权重，而“${name}”需要 ${wanted} 个：请选择 ${modelName} 的文件。`,
  pathEndsInsideLayerName: (path, name, shape, there, left, modelName) =>
    `“${path}”在层“${name}”中就结束了（${shape}；需 ${there} 个权重，只有 ${left} 个）：文件不完整，或属于 ${modelName} 以外的网络。`,
  pathCannotBeReadGive: (path) => `无法读取“${path}”：请给出 Darknet 权重文件。`,
  pathIsNotAWhole: (path) => `“${path}”不是完整的 Darknet 权重文件：请重新下载。`,
  pathIsDamagedWeightWrong: (path, wrong, values) =>
    `“${path}”已损坏（权重 ${wrong} 为 ${values}，不是数）：请重新下载。`,
  thereIsNoFilePath: (path) => `没有文件“${path}”：请给出 Keras 保存的权重。`,
  itIsNoHdf5File: '它不是 HDF5 文件',
  itHasTheLayoutOf: '它采用 Keras 3 的布局：请存为 Keras 2 的 .h5',
  noLayersAreNamedIn: '其中没有写明任何层',
  noGroupName: (name) => `没有组 ${name}`,
  noDatasetWeight: (weight) => `没有数据集 ${weight}`,
  aWeightOfPathIs: (path) => `${path} 的某个权重不是数`,
  theWeightPathIsNot: (path) => `权重 ${path} 不是浮点数`,
  pathIsNotAFile: (path, why) => `“${path}”不是 Keras 权重文件（${why}）：请选择其他文件。`,
  pathIsDamagedOrCut: (path, what) => `“${path}”已损坏或不完整${what}：请重新复制或下载。`,
  theWeightsInPathAre: (path, wrong, name) =>
    `“${path}”中的权重属于另一网络：${wrong}；请选择 ${name} 的文件。`,
  theFileHasNoLayer: (name) => `文件中没有“${name}”层`,
  layerName: (name) => `层“${name}”`,
  layerNameStoredNameThere: (name, storedName) => `层“${name}”（文件中为“${storedName}”）`,
  aboutHasOwnWeightsIn: (about, own, weights) => `${about} 有 ${own} 个权重，文件中有 ${weights} 个`,
  aboutHasSplitOfWanted: (about, split, wanted, value) =>
    `${about} 的 ${split} 为 ${wanted}，文件中为 ${value}`,
  oneValue: '单个值',
}
