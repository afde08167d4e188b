import type { optionHelp as en } from '../en/optionHelp'

export const optionHelp: typeof en = {
  cutsOwnImages: '它规定如何切取项目自己的图像',
  readsOthersData: '它规定如何读取外部数据',
  compareRuns: '从运行 A 到运行 B；best 表示最佳的运行',
  compareImage: '要比较的图像；all：两次运行都预测过的图像',
  compareThreshold:
    '两次运行的检测结果的最低分数；未指定时各用自己的阈值；CLASS=T 单独设置某一类别，例如 0.4,bus=0.55；suggested：各类别取该运行验证时建议的值',
  compareOut: '写出每处差异及其矩形框，单位为原始分辨率的像素',
  countImage: '要计数的图像；all：该运行预测过的图像',
  countRegion: '图像的一部分，单位为原始分辨率的像素；须与 --image ID 一起使用',
  whoseDetections: '取哪次运行的检测结果',
  countThreshold:
    '检测结果的最低分数；未指定时为该运行预测时所用的阈值；CLASS=T 单独设置某一类别，例如 0.4,bus=0.55；suggested：各类别取该运行验证时建议的值',
  predictThreshold:
    '检测结果计入的最低分数；未指定时为训练得到的阈值；CLASS=T 单独设置某一类别，例如 0.4,bus=0.55；suggested：各类别取该运行验证时建议的值',
  exportThreshold:
    '用于 --what predictions：检测结果的最低分数；未指定时为各图像预测时所用的阈值；CLASS=T 单独设置某一类别，例如 0.4,bus=0.55；suggested：各类别取该运行验证时建议的值',
  exportRun:
    '一个文件，包含运行的全部内容：权重、类别、分辨率、阈值以及用于训练的内容。“import”可将其导入其他项目，任何能读取 ZIP、JSON 和 safetensors 的程序都能打开。',
  exportLicence: '他人使用该运行的许可，例如 CC-BY-4.0；按所输入的原样保存在文件中。',
  figureRegion: '要绘制的部分，单位为原始分辨率的像素；未指定时为整张图像',
  figureDpi: '每英寸点数，写入文件的元数据',
  figureWidth: '印刷宽度（毫米）；未指定时图像的一个像素对应图中一个像素，最多 4000',
  figureWhat: '绘制哪些轮廓：标注、检测结果（虚线）或两者',
  figureRun: '取哪次运行的检测结果；未指定时为预测过该图像的最新一次运行',
  figureThreshold:
    '检测结果的最低分数；未指定时为该图像预测时所用的阈值；CLASS=T 单独设置某一类别，例如 0.4,bus=0.55；suggested：各类别取该运行验证时建议的值',
  figureLegend: '在图像下方列出类别名称',
  figureScaleBar: '比例尺，长度取整，单位为 µm、mm、m 或 km；像素大小未知时以像素为单位',
  importCoordinates:
    'GeoJSON 和 CSV 中数值的含义（文件没有说明时）：像素、占图像的比例（0 到 1）、经纬度，或图像自身坐标系的地图坐标。',
  importColumns: (kinds) =>
    `CSV 各列的含义（列名看不出时）：${kinds}；列用列名指定，没有列名行时用从 1 开始的列号指定（“1=image,2=xmin,3=ymin,4=xmax,5=ymax,6=label”）。`,
  importMaskValues:
    '掩膜数值的含义（调色板和旁边的名称列表都没有说明时）：classes 为类别编号，其中每个连通区域是一个对象；instances 为单个对象的编号。',
  importCheckedFor:
    '在 --checked 所指的区域内已标注完整的类别；未指定时为所有类别。对其他类别，没有标注不视为背景。',
  importPixelSize:
    '这些图像每个像素的实际大小，单位为 nm、um、mm、cm、m、km、in、ft 或 ftUS；像素不是正方形时写作 0.25x0.3um。未指定时采用文件中的信息：OME、切片扫描仪、ImageJ、地图，以及非印刷用的分辨率。',
  importAgain: '把项目中已有的文件再导入一次，作为单独的图像：例如用来查看同一文件的其他通道。',
  importPage: '多页 TIFF 的第几页，从 1 开始；缩小的副本不计。',
  importSeries: '含多张图像的 OME-TIFF 中的第几张，从 1 开始。',
  importZ: 'OME 或 ImageJ 图像栈的第几层，从 1 开始。',
  importTime: 'OME 或 ImageJ 图像栈的第几个时间点，从 1 开始。',
  measureOut:
    '每个对象一行，写为表格，或连同其轮廓写在地图上（每张图像一个图层，单位在列名中）；旁边的 TABLE-pictures.csv 中每张图像的每个类别一行',
  measureImage: '要测量的图像；未指定时为所有图像',
  on: '在 Ray 集群上计算（令牌在 RAY_AUTH_TOKEN 中，或在 RAY_AUTH_TOKEN_PATH 指定的文件中），或用 sbatch SCRIPT 作为作业数组计算；Ctrl-C 在那里停止，再次运行同一命令则接续。参见 src/docs/scale.md。',
  paths:
    '在远端名称不同的文件夹；图像和项目须位于两端都能访问的文件夹中。预测时，只含图像的文件夹在远端也可以是地址 http://HOST:PORT/FOLDER：工作进程用范围请求读取分块 TIFF 和金字塔图像。',
  slots: '同时运行的工作进程数；未指定时尽可能多（Slurm：8）。',
  foldersHere: '在本机，文件夹用其自己的名称',
  nothingToShare: '在本机没有可分配的计算',
  predictMerge:
    '如何将重叠的矩形框合并为一个对象：保留置信度最高的框（nms，默认）；局部框也去掉（ios）；降低其余框的分数（soft-nms）；合并为最大外框（nmm）',
  predictMergeClasses: '不同类别的矩形框能否是同一个对象：across（默认）使一个对象只计一次',
  predictCoarse:
    '先在较低分辨率下粗看整张图像，再细看可能有对象的位置：对象稀疏时更快；由已检查区域中的标注对象判断会漏掉多少，没有这样的对象时整张细看',
  reportOut: '一个文件，任何浏览器都能显示和打印；不加载也不运行任何内容',
  reportImage: '报告哪些图像；all：该运行预测过的图像',
  runsRun: '要改名的运行：其编号、现有名称或 best',
  runsName: '新的名称；- 恢复默认名称',
  namesOneRun: '它为一次运行改名',
  listsAllRuns: '未指定它时列出所有运行',
  sampleImage: '某次运行预测过的图像',
  sampleFields: (usual) => `要检查的视野总数（默认 ${usual}）；先前抽取的排在前面`,
  sampleRun: '首次抽取时，按哪次运行的检测结果分层',
  sampleSeed: '不同的随机种子抽取不同的视野',
  similarImage: '要查找的图像',
  similarObject: '该图像中的已标注对象，作为查找目标的示例',
  similarReject: '不是目标的位置，单位为像素：不会再次出现，并作为反例学习',
  similarUnusual: '改为查找与图像其余部分不同的目标',
  similarTop: (usual) => `最多列出多少个位置，最相似的在前（默认 ${usual}）`,
  rejectedForWhat: '被拒绝的位置是相对于查找目标而言的',
  unusualLikeNone: '异常目标与任何对象都不相似',
  trainDataset: '数据集文件，或训练时从各自文件中读取的图像；未指定时为项目自己的数据集。',
  trainTile: '用于列表或文件夹：图像调整后的边长（像素）。',
  trainSplit: '用于列表或文件夹：训练集、验证集和测试集的比例（其自身未划分时）。',
  trainResize: '用于列表或文件夹：图像的调整方式。',
  trainResume: '继续最新一次未完成的运行。',
  trainGrid:
    '用每个取值各训练一次，如 --grid learning-rate=0.001,0.003；多次给出（--grid seed=1,2,3）时训练所有组合：在本机依次进行，使用 --on 时同时提交，由集群安排。对随机种子给出平均值和标准差；结果为最佳运行，所有运行列在 runs 中。',
  gridBegins: '网格搜索总是开始新的运行',
  trainVerbosity: '输出的内容：0 直到结束才输出，1 输出进度和每轮一行，2 只输出每轮一行。',
  workerPlan: '计划文件，即传给 Slurm 脚本的 WINDHOVER_PLAN。',
  workerPart: '从第 I 个开始每隔 N 个取一个分块，I 从 0 到 N - 1；未指定时为全部分块。',
  partOfAPlan: '部分是计划的一部分',
}
