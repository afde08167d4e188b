import type { runs as en } from '../en/runs'

export const runs: typeof en = {
  trainingOf: (number, count) => `第 ${number}/${count} 次训练`,
  nameIsTooLong: (letters, most) => `运行的名称最多 ${most} 个字符，而不是 ${letters} 个。`,
  outTakesANameThat: (runFileEnding, out) =>
    `--out 用于运行时，名称须以 ${runFileEnding} 结尾，而不是“${out}”。`,
  theFileGoesWithoutA: (message) => `文件中不含该运行检测结果的图像：${message}`,
  ofNamelessImagesThatThe: (nameless) =>
    `该运行学习过的 ${nameless} 张图像没有校验和：因此不把任何图像算作未学习过。`,
  whatTheWeightsInWeights: (weights) =>
    `“${weights}”中的权重学习过哪些内容未知；若在此项目中，按未学习过计。`,
  itIsNotKnownWhat: (runDir) =>
    `运行 ${runDir} 由旧版本训练，学习过哪些内容未知：不把任何内容算作未学习过。请重新训练，以得到留出部分的指标。`,
  theRunIdCameFrom: (id) => `运行 ${id} 来自文件，不带其数据集：请用 --dataset 指定。`,
  thereIsNoDatasetAt: (path) => `${path} 处没有数据集：请生成，或用 --dataset 指定其他数据集。`,
  pathWasBuiltAgainAfter: (path, id, split) =>
    `${path} 在运行 ${id} 开始后又重新生成过，因此其 ${split} 部分可能含有该运行学习过的内容。`,
  theTableWouldTakeThe: (from) => `该表格会覆盖生成它的“${from}”：请使用其他名称。`,
  pathIsNoRunThat: (path, what) => `“${path}”不是可读取的运行（${what}）：请让对方重新导出。`,
  itsRunJsonIsNo: '其 run.json 不是 JSON',
  itsRunJsonIsNot: '其 run.json 不是运行的说明',
  pathIsARunOf: (path, version, cardVersion) =>
    `“${path}”是格式 ${version} 的运行，而本版本读取格式 ${cardVersion}：请更新 Windhover。`,
  itHoldsNoName: (name) => `其中没有 ${name}`,
  itsNetworkTellsClassesClasses: (classes, classNames) =>
    `其网络有 ${classes} 个类别，而列出了 ${classNames} 个`,
  itsNetworkCannotBeBuilt: '其网络无法构建',
  itsWeightsAreNotThose: '其权重与网络不符',
  learnedFileIsDamaged: (learnedFile) => `${learnedFile} 已损坏`,
  thereIsNoRunNamed: (named) =>
    `没有运行“${named}”：请给出此项目中运行的 id，或运行文件夹、其他项目的文件夹。`,
  markTheSample: '标注示例',
  tileSplitAndResizeAre: '--tile、--split 和 --resize 用于以图像列表或文件夹开始的新训练：请不要使用。',
  thereIsNoDatasetAtPath: (path) => `${path} 处没有数据集；请先生成。`,
  theDatasetWasBuiltFor: (classNames, names) =>
    `数据集按类别 ${classNames} 生成，而项目现在的类别为 ${names}；请重新生成数据集。`,
  theTrainSplitHasNo: (names) => `训练集中没有 ${names} 的对象，因此检测不到；请标注一些并重新生成。`,
  theTrainingCannotHaveSetting: (setting, received, message) =>
    `训练不能使用 ${setting} = ${received}：${message}。`,
  aSetting: '某项设置',
  theRunIdCameFromA: (id, foreignId) =>
    `运行 ${id} 来自文件，其中没有可继续的训练：请用 --from ${foreignId} 开始新的训练。`,
  thereIsNoUnfinishedRun: '没有可继续的未完成运行。',
  thereIsNoRunWhich: (which) => `没有可继续的运行“${which}”。`,
  sentenceStartANewTraining: (sentence) => `${sentence}请开始新的训练。`,
  theDatasetOfRunId: (id, dataset) =>
    `运行 ${id} 的数据集已不存在（${dataset}）；请重新生成，或开始新的训练。`,
  datasetCannotChangeWhenA: (id, dataset) => `继续运行时不能更换 --dataset：${id} 学习的是 ${dataset}。`,
  theRunIdHasDone: (id, done) => `运行 ${id} 已有 ${done} 轮；要继续，请给出更大的轮数（从第一轮算起）。`,
  theRunIdIsTraining: (id) => `运行 ${id} 正在训练；请先停止。`,
}
