import type { training as en } from '../en/training'

export const training: typeof en = {
  theChoiceOfBestSteady:
    '最佳的选择方式“steady”比较 F1 分数；请将监视指标保持为 f1，或将选择方式保持为“highest”。',
  bytesValuesInsteadOfTotal: (bytes, total) => `${bytes} 个值，应为 ${total} 个`,
  aWeightIsNoNumber: '有权重不是数',
  nameAreCountAndThe: (name, count, wanted) => `${name} 为 ${count}，而各层需要 ${wanted}`,
  theCheckpointPathCannotBe: (path, what) => `无法读取检查点“${path}”（${what}）；请重新训练。`,
  whatIsLabelledUnknownIs: (unknown) => `标签为 ${unknown} 的未计入，因为该运行没有学习这样的类别。`,
  theClassesOfTheLabels: (labelled) => `标签的类别名称（${labelled}）与运行的不同，按编号对应。`,
  theLabelsAreOfThe: (labelled, learned) =>
    `标签的类别为 ${labelled}，而该运行学习的是 ${learned}：请选择其他运行或其他数据。`,
  itIsNotTheSame: '各步的计算不相同',
  theTrainingStepCouldNot: (why) => `训练步骤无法编译，将逐个运算执行，速度较慢：${why}。`,
  itWouldTakeBytesFor: (bytes, memory) => `权重及其中间结果将占 ${bytes}，而引擎只有 ${memory}`,
  theFileCannotComputeWhat: (first) =>
    `该文件不能计算其输入之前的处理（${first}）：已写入其元数据，使用者必须先行处理。`,
  runRunFindsObjectsAnd: (run) => `运行 ${run} 检测对象，不对切片分类；请选择其他运行。`,
  aWindowOfWidthHeight: (width, height, multiple) =>
    `${width} × ${height} 像素的窗口不适合该模型；其边长须为 ${multiple} 的倍数。`,
  theRunInRunDir: (runDir) => `${runDir} 中的运行还没有训练好的权重；请至少训练一轮。`,
  itsOptionsAskForMore: (stored) => `其选项需要的权重多于所含的 ${stored} 个`,
  theCheckpointOfAId: (id, what) => `“${id}”的检查点已损坏（${what}）；请重新训练。`,
  theCheckpointDoesNotFit: (id, missing) => `检查点与模型“${id}”不符（没有 ${missing}）；请重新训练。`,
  notEvenOneTileFits: '内存连一个切片也放不下；请用较小的切片生成数据集。',
  countTilesAStepDo: (count, batch) => `内存放不下每步 ${count} 个切片：改为 ${batch} 个继续。`,
  theLossIsNoLonger: (steps, learningRate) =>
    `第 ${steps} 步之后损失不再是数；其前的权重已保留。请用低于 ${learningRate} 的学习率重新训练。`,
  twoClassesAreEquallyCommon: (price, price2) =>
    `训练集中有两个类别同样多，因此没有背景类别：漏检代价在每个类别中都为 ${price} 倍，没有作用；请按类别给出代价（class=${price2}）。`,
  aTileOfAnyClass: (classNames, price) =>
    `除最多的“${classNames}”外，其他类别的切片在损失中计 ${price} 倍：漏检的代价比误报高这么多。`,
  theDatasetDatasetHasA: (dataset, id) =>
    `数据集 ${dataset} 的每个切片有一个类别而没有对象：请用它训练“alexnet”或“inception”，而不是“${id}”。`,
  tenCropAveragesTheClass: (id) => `十裁剪对切片的类别取平均，而“${id}”学习对象：请不要使用验证裁剪。`,
  tilesOfTilePixelsAre: (tile, id, least) =>
    `${tile} 像素的切片对模型“${id}”太小；请用至少 ${least} 像素生成数据集。`,
  leftOfObjectsObjectsOf: (left, objects) =>
    `训练集的 ${objects} 个对象中有 ${left} 个与其他对象过于接近，模型没有多余的框给它们，因此不会学习；请用更高的分辨率生成数据集。`,
  runRunDirLearnedFrom: (runDir, side, side2) =>
    `运行 ${runDir} 由 HDF5 训练，其中没有说明图像如何变为正方形：这些图像将拉伸到 ${side} × ${side2} 像素；如果不是这样，请指定 --resize crop 或 pad。`,
  theTilesOfFromHave: (from, side, runDir, multiple) =>
    `“${from}”的切片边长为 ${side} 像素，而运行 ${runDir} 需要${multiple}：请使用其他数据或其他运行。`,
  atLeastMultiple: (multiple) => `至少 ${multiple}`,
  runRunDirFindsObjects: (runDir) => `运行 ${runDir} 检测对象：其切片只看一次；请不要使用 --tta。`,
  hasAClassForEach: '的每个切片有一个类别而没有对象',
  hasNoLabels: '没有标签',
  fromLacksSoNothingCan: (from, lacks, runDir, objects) =>
    `“${from}”${lacks}，无法与运行 ${runDir} 的结果比较：请选择含${objects}的数据集，或只作预测。`,
  labels: '标签',
  markedObjects: '标注对象',
  unlabelledTilesDoNotHave: (unlabelled) =>
    `${unlabelled} 个切片的类别不是恰好一个该运行的类别，未计入指标。`,
  errorTheLabelsAreLeft: (error) => `${error}表格中不含标签。`,
  aWeightIsGivenFor: (name, classNames) =>
    `为类别“${name}”给出了权重，而数据集没有该类别；其类别为 ${classNames}。`,
  theQueueWasClosed: '队列已关闭。',
  aThreadThatReadsTiles: '读取切片的线程意外结束；请用 --resume 继续训练。',
  itsHeaderIsDamaged: '其文件头已损坏',
  nameIsNotWhereIt: (name) => `${name} 不在应有的位置`,
  itHoldsDataBytesOf: (data, value) => `它含有 ${data} 字节的数值，应为 ${value} 字节`,
  itsHeaderIsNoJson: '其文件头不是 JSON',
  itsHeaderIsNotThat: '其文件头不是 f32 权重的文件头',
  resizeMakesAPictureFit: (runDir) =>
    `--resize 使图像适合一个切片，而运行 ${runDir} 按原尺寸预测图像：请不要使用。`,
  leftOutMessage: (message) => `未使用：${message}`,
  pathEndsNeitherInH5: (path) =>
    `“${path}”既不以 .h5 结尾，也不以（YOLO 的）.weights 结尾：请给出 Keras 或 Darknet 权重文件。`,
  theRunInRunDirIs: (runDir, id, originalName, wanted, there, oldId, definitionId) =>
    `${runDir} 中的运行属于另一网络（${id}）：${originalName} 在此为 ${wanted}，在其中为 ${there}；请由它训练“${oldId}”，或选择“${definitionId}”的运行。`,
  notThere: '（没有）',
  takenOverFromTheRun: (missing, all, missing2) =>
    `从该运行取用 ${all} 个权重中的 ${missing} 个；新建：${missing2}。`,
  tilesOfSidePixelsDo: (side, model, multiple) =>
    `${side} 像素的切片不适合模型“${model}”；请用 ${multiple} 的倍数生成数据集，或设置随机裁剪。`,
  batchTilesAStepWould: (batch, fitting) => `内存放不下每步 ${batch} 个切片：改用 ${fitting} 个训练。`,
  theTrainSplitOfThe: '数据集的训练部分没有可学习的对象；请标注一些对象并重新生成数据集。',
  theValidationSplitHoldsNo: (priorThreshold) =>
    `验证部分没有对象：训练改为在训练部分上监视，因此其指标过于乐观，阈值保持为 ${priorThreshold}；要得到可信的阈值，请多标注一些对象。`,
  backgroundCheckedForSome: (tiles) =>
    `已略去仅针对部分类别检查过的背景切片：${tiles} 个。此模型无法单独学习某一类别的背景，热图检测器可以。`,
  theCellsOfRunAre: (id) => `编码器对切片的输出不随运行 ${id} 保存：将以相同的随机抽取从第一轮重新拟合。`,
  theRunIdHasNo: (id) => `运行 ${id} 还没有检查点：从头开始。`,
  theDatasetDatasetHasOther: (dataset, id) =>
    `数据集 ${dataset} 的类别或切片大小与运行 ${id} 开始时不同；请开始新的训练。`,
  theRunIdHasTrained: (id, seconds, minutes) =>
    `运行 ${id} 已训练 ${minutes} 分钟中的 ${seconds} 分钟：将立即结束。要继续，请给出更长的时间（从其开始算起）。`,
}
