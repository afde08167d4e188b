import { grouped } from '../../plural'
import type { dataCommands as en } from '../en/dataCommands'

const tileKinds = { positive: '对象上', near: '对象附近', background: '背景', hard: '被拒绝的检测结果' }

export const dataCommands: typeof en = {
  made: (path) => `已新建 ${path}。`,
  initTakes: 'init 需要待新建的项目文件夹，例如 seals.windhover。',
  classTwice: (name) => `--classes 中“${name}”出现了两次：每个类别只给出一次。`,
  checkedArea: 'whole、none 或以像素为单位的 x,y,w,h',
  pixelSize: '带单位（nm、um、mm、cm、m、km、in、ft 或 ftUS）的长度，例如 0.25um',
  runsOrPictures: (file) => `import 一次只能导入运行或图像，不能同时导入：请单独导入“${file}”。`,
  forPictures: (option) => `--${option} 用于图像，而运行不含图像：请不要使用。`,
  runImported: ({ id, run, project, licence }, classes) =>
    `运行 ${id}：来自 ${project} 的 ${run}，检测 ${classes}；${licence === undefined ? '无许可证' : `许可证：${licence}`}。`,
  importTakes: 'import 需要项目和至少一个图像文件。',
  checkedForAlone: '--checked-for 说明 --checked 对哪些类别有效：请同时用 --checked 说明检查过的区域。',
  imported: ({ id, name, width, height, size, known }, objects, seconds) =>
    `图像 ${id}${known ? '（项目中已有）' : ''}：${name}，${width} × ${height} 像素${size === undefined ? '' : `，像素大小 ${size}`}，${grouped(objects)} 个${known ? '新' : ''}对象，${seconds} 秒。`,
  relinkTakes: 'relink 需要项目和图像现在所在的文件夹。',
  imageLies: (id, path) => `图像 ${id}：${path}`,
  stillMissing: (names) => `仍未找到：${names}；请指定其他文件夹。`,
  foundAgain: (found, missing) => `已找回 ${grouped(found)} 张图像，仍有 ${grouped(missing)} 张未找到。`,
  tileKinds,
  kindCount: (kind, n) => `${kind} ${grouped(n)}`,
  built: (path, kinds, objects, seconds) =>
    `${path}：切片数：${kinds.join('，')}；${grouped(objects)} 个对象；${seconds} 秒。`,
  shares: (kinds) => `${kinds}，其中比例（SHARE）为 0 到 1`,
  sharesAddUp: (sum) => `--shares 各项合计应为 1，而不是 ${sum}。`,
  fileSize: '文件大小，例如 500MB 或 2GB',
  inspectTakes: 'inspect 需要数据集文件，例如 seals.windhover/datasets/dataset.h5。',
  tilesByKind: (kinds) => `切片数：${kinds.map(([kind, n]) => `${kind} ${grouped(n)}`).join('，')}`,
  parts: { train: '训练集', val: '验证集', test: '测试集' },
  partHolds: (tiles, objects, classes) =>
    `${grouped(tiles)} 个切片，${grouped(objects)} 个对象（${classes.map(([name, n]) => `${name} ${grouped(n)}`).join('，')}）`,
  readInPlace: (reference) => `图像直接从 ${reference} 读取；没有比较其各部分。`,
  noPixelShared: '任意两个部分都没有相同的像素。',
  compacted: (megabytes, files) =>
    `已释放 ${megabytes} MB；已删除 ${grouped(files)} 个属于已移除图像的文件。`,
  measureTakes: (given) =>
    `measure 需要用 --out 指定以 .csv 或 .gpkg 结尾的文件名${given === undefined ? '' : `，而不是“${given}”`}。`,
  measured: (out, objects, pictures) => `${out}：${grouped(objects)} 个对象。按图像和类别：${pictures}。`,
  strata: { found: '有检测结果', doubtful: '不确定', nothing: '无检测结果' },
  fieldsDrawn: (fields, checked) =>
    `要检查 ${grouped(fields)} 个视野，已检查 ${grouped(checked)} 个。请标出视野内的每个对象，然后标记为已检查。`,
  moreFieldsUnknown: '检查一些视野之后，才能知道达到 ± 5% 需要多少个。',
  moreFields: (more) => `要达到 ± 5%，除已检查的视野外还需检查 ${grouped(more)} 个。`,
  thresholdOfPredictions: (what) =>
    `--threshold 须与 --what predictions 一起使用，不能与 --what ${what} 一起使用。`,
  licenceOfRun: (what) => `--licence 须与 --what run 一起使用，不能与 --what ${what} 一起使用。`,
  exportTakes:
    'export 需要用 --out 指定要写入的文件（coco、csv、csv-geometry、gpkg）或文件夹（yolo、geojson、geojson-map、voc、labelme、dota、掩膜、shp）。',
  objectsOfNoRun: '--run 用于 --what predictions、--what model 和 --what run：标注对象不属于任何运行。',
  datasetOfNoRun: '--run 用于 --what predictions、--what model 和 --what run：数据集不属于任何运行。',
  exported: (out, written, changed, dropped) =>
    `${out}：已写入 ${grouped(written)} 个，其中 ${grouped(changed)} 个形状有改动；${grouped(dropped)} 个未写入。`,
  exportDatasetTakes: 'export --what dataset 需要用 --out 指定要写入的文件夹。',
  datasetExported(out, tiles, objects, kind) {
    const of = { detect: '矩形框', segment: '轮廓', obb: '旋转框' }[kind]
    return `${out}：${grouped(tiles)} 个切片，含 ${grouped(objects)} 个${of}，以及 data.yaml。`
  },
  noTurnedBoxes: (n) => `${grouped(n)} 个对象不是旋转框，或被切片边缘裁切：写入的是其最小外接旋转框。`,
  holesLost: (n) => `${grouped(n)} 个轮廓失去了孔洞，或只保留了最大的部分：YOLO 无法容纳这些内容。`,
  boxesInstead: (n) => `${grouped(n)} 个对象写为矩形框，因为它们没有轮廓或已有改动：请重新生成数据集。`,
  greyTiles: (n) =>
    `${grouped(n)} 个切片含有没有人检查过的部分，YOLO 会将其当作背景学习：这些部分已填为灰色。`,
  exportModelTakes: 'export 需要用 --out 指定要写入的文件夹（tfjs）或文件（keras）。',
  modelExported: (file, run, weights) => `${file}：运行 ${run} 的网络，${grouped(weights)} 个权重。`,
  noFormatOfRun: '--format 不用于 --what run，后者只有一种格式：请不要使用。',
  exportRunTakes: (ending) => `export --what run 需要用 --out 指定要写入的文件：NAME${ending}。`,
  runExported: (out, run, weights, bytes, picture) =>
    `${out}：运行 ${run}，${grouped(weights)} 个权重，${grouped(bytes)} 字节${picture === null ? '' : `，并附检测结果示例图 ${picture}`}。`,
}
