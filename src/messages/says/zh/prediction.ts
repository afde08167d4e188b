import type { prediction as en } from '../en/prediction'

const scale = (level: number) => (level === 0 ? '原始大小' : ` 1 : ${2 ** level} `)

export const prediction: typeof en = {
  nothingHeldBack: '过于乐观：没有留出任何检验数据',
  whatIsMarkedValueIs: (value) => `标注为 ${value} 的未计入，因为该运行没有学习这样的类别。`,
  leftOfRowsImagesOr: (left, rows) =>
    `${rows} 张图像或切片中有 ${left} 个未计入，因为其标注的不是恰好一个该运行的类别。`,
  nameHasNoCheckedArea: (name) => `${name} 没有已检查区域，整张计入：没有标注的类别按不存在计。`,
  nameHasNoCheckedAreaAnd: (name) => `${name} 没有已检查区域，整张计入，因此没有标注的对象按误报计。`,
  nameIsLeftOutNothingIn: (name) => `${name} 未计入：其中没有已检查的区域。`,
  nameWhatWasFoundOf: (name, missing) => `${name}：检测到的 ${missing} 未计入，因为项目没有这样的类别。`,
  partNumberOfTheSearch: (number) => `预测的第 ${number} 部分缺失或已损坏：请重新预测，只会计算该部分。`,
  scaleIsUnsure: (name, level, rival) =>
    `${name} 按${scale(level)}预测，但其对象也可能属于${scale(rival)}：检测结果可能有误。请在其中标注一个对象，或选定比例，再重新预测。`,
  findingOutHowLargeThe: '正在判断对象的大小',
  pathIsClassifiedByIts: (path) =>
    `“${path}”只按其第一张图像分类，而选择了其他部分：请将该部分存为单独的文件。`,
  itsHeatMapHasAnother: '其热图的尺寸与标明的不符',
  itsTilesAndProbabilitiesDo: '其切片与概率不对应',
  itsListsDifferInLength: '其各列表长度不同',
  aBoxOrAnOutline: '有矩形框或轮廓不是由数组成',
  itsScoresAreNotFrom: '其分数不是从 1 降到 0',
  itNamesNamesClassesAnd: (names) => `它列出 ${names} 个类别，却含有其他类别的对象`,
  itsOutlinesDoNotBelong: '其轮廓与检测结果不对应',
  fileIsNotAPrediction: (file) => `“${file}”不是此版本的预测；请重新预测该图像。`,
  itDoesNotSayWhat: '它没有说明所属的图像',
  nameIsMissing: (name) => `缺少 ${name}`,
  nameHasAnotherType: (name) => `${name} 的类型不同`,
  fileIsDamagedWhatPredict: (file, what) => `“${file}”已损坏（${what}）；请重新预测该图像。`,
  aTableIsWrittenAs: (path) => `表格写为 .csv 或 .h5，而“${path}”不以其结尾：请相应命名。`,
  tenCropAveragesTheClass: '十裁剪对切片的类别取平均，而此运行检测对象；请改用 flips。',
  coarseTooFew: (name, checked, least) =>
    `${name} 将整张细看：粗看会漏掉多少要由已检查区域中的标注对象来判断，现在有 ${checked} 个；请至少标注 ${least} 个。`,
  coarseTooNear: (name, objects, places, least) =>
    `${name} 将整张细看：已检查区域中的 ${objects} 个标注对象只位于 ${places} 处，而每处要由别处的对象来判断；请至少标注并检查 ${least} 处。`,
  coarseTooSmall: (name) => `${name} 将整张细看：它太小，不适合粗看。`,
  coarseSavesLittle: (name, percent) =>
    `${name} 将整张细看：粗看只能略过 ${percent} % 的面积，不会节省时间。`,
  lookingCoarsely: '正在粗看以确定要细看的位置',
}
