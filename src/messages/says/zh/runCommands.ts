import { numbers } from '../../zh/numbers'
import { grouped } from '../../plural'
import type { runCommands as en } from '../en/runCommands'

export const runCommands: typeof en = {
  noElectron: '此处没有安装 Electron：请运行“npm run setup”。',
  electronFails: (reason) => `${reason}：请运行“npm run setup”。`,
  trained: ({ run, status, epochs, part }, tilesPerSecond, best) =>
    `运行 ${run} ${status}：${part ? numbers.epochsAndPart(epochs) : numbers.epochs(epochs)}，${tilesPerSecond} 切片/秒，${best}。`,
  bestEpoch: (name, value, epoch) => `最佳${name} ${value}（第 ${epoch} 轮）`,
  noBestEpoch: '尚无最佳轮次',
  gridExample: 'train 的一个选项及其取值，如 learning-rate=0.001,0.003',
  gridOption: (name) =>
    `--grid 只能用于 train 中带一个值的选项，而不是“${name}”：“windhover help train”列出了所有选项。`,
  gridBeside: (name) => `同时给出了 --${name} 和 --grid ${name}=…：请去掉其中之一。`,
  gridTwice: (name) => `--grid 两次指定了 ${name}：请将其所有取值写在一起。`,
  gridTooLarge: (count, most) => `--grid 要求 ${grouped(count)} 次训练，最多 ${most} 次：请减少取值。`,
  gridBegins: (number, count, settings) => `第 ${number}/${count} 次训练：${settings}。`,
  gridRow: (settings, name, value, run) => `${settings}：${name} ${value}（${run}）`,
  gridFailed: (settings, reason) => `${settings}：失败。${reason}`,
  gridMean: (settings, mean, deviation, seeds) =>
    `${settings ? `${settings}：` : ''}平均 ${mean}，标准差 ${deviation}（${grouped(seeds)} 个随机种子）`,
  nameTooLong: (most, given) => `--name 最多 ${most} 个字符，而不是 ${given} 个。`,
  run: (name, id, status, { f1, from }) =>
    `${name}（${id}）：${status}${f1 === null ? '' : `，F1 ${f1}`}${from === null ? '' : `，初始权重：${from}`}。`,
  noRunYet: '还没有运行。',
  searchedBefore: (id) => `图像 ${id}：此前已预测，无需计算。`,
  partsBefore: (id, skipped, total) => `图像 ${id}：${total} 个部分中有 ${skipped} 个此前已计算，不再重算。`,
  lookedCoarsely: (id, level, percent, objects, missed) =>
    `图像 ${id}：在 ${level} 下粗看后略过了 ${percent}% 的面积；在已检查区域的 ${grouped(objects)} 个标注对象中会漏掉 ${grouped(missed)} 个。`,
  found: (id, n, { seconds, megapixels }, level) =>
    `图像 ${id}：${grouped(n)} 个检测结果，用时 ${seconds} 秒（${megapixels} 百万像素/秒，级别：${level}）。`,
  classifiedWhole: (id, { seconds, megapixels }) =>
    `图像 ${id}：已整张分类，用时 ${seconds} 秒（${megapixels} 百万像素/秒）。`,
  classifiedTiles: (id, tiles, { seconds, megapixels }, level) =>
    `图像 ${id}：已分类 ${grouped(tiles)} 个切片，用时 ${seconds} 秒（${megapixels} 百万像素/秒，级别：${level}）。`,
  shows: (id, classes, more) =>
    `图像 ${id} 的类别：${classes.map(([name, percent]) => `${name} ${percent}%`).join('，')}${more ? '，…' : ''}。`,
  forImages: (option, from) => `--${option} 用于项目的图像，不用于 --from ${from}。`,
  goesWithFrom: (option) => `--${option} 须与 --from FOLDER|LIST|FILE.h5 一起使用，而后者未给出。`,
  predictFromTakes: 'predict --from 需要用 --out 指定要写入的表格，例如 predictions.csv。',
  tableWritten: (out, rows, tiles, run, seconds) =>
    `${out}：${grouped(tiles)} 个切片或图像，共 ${grouped(rows)} 行，运行 ${run}，${seconds} 秒。`,
  similarTakes: 'similar 需要用 --object 指定已标注对象的编号，或用 --unusual 查找与众不同的目标。',
  objectNumbers: '以逗号分隔的对象编号',
  rejectedPlaces: '至少一个像素大小的位置',
  places: (image, n, seconds) => `图像 ${image}：${grouped(n)} 个位置，最相似的在前，用时 ${seconds} 秒。`,
  match: 'centre 或 iou:0.5（大于 0 且不超过 1）',
  imageOrSplit: 'evaluate 用 --image 评估预测过的图像，或用 --split 评估数据集的一部分，不能同时使用。',
  figure: (name, value) => `${name}：${value}。`,
  tilesOf: (tiles, part, dataset, run) => `${dataset} 的${part}，${grouped(tiles)} 个切片，运行 ${run}。`,
  table: (path) => `表格：${path}。`,
  ofObjects: (scores, objects) => `${scores}  ${grouped(objects)} 个对象`,
  withSides: (scores, objects, from, to) =>
    `${scores}  ${grouped(objects)} 个对象，边长${to === null ? `不小于 ${from}` : ` ${from} 到 ${to}`} 像素（各占对象的三分之一）`,
  theseAre: (note) => `这些数值${note}。`,
  threshold: (threshold) => `阈值 ${threshold}。`,
  nothing: '（背景）',
  expected: ({ wrong, came, missed, objects, suggested }) =>
    `预期：每 100 个检测结果中误检 ${wrong} 个（${came === null ? '没有检测结果' : `此处为 ${came} 个`}），每 100 个对象中漏检 ${missed} 个；依据 ${grouped(objects)} 个对象，建议阈值为 ${suggested}`,
  tooFew: (classes) => `留出的${classes}太少：请参考所有类别的数值。`,
  accuracy: (accuracy, top5, auc, logLoss) =>
    `准确率 ${accuracy}%${top5 === undefined ? '' : `，Top 5 准确率 ${top5}%`}${auc === undefined ? '' : `，AUC ${auc}`}，对数损失 ${logLoss}。`,
  isSaid: '实际 \\ 预测',
  regionOfOne: '--region 须与 --image ID 一起使用：它是一张图像的一部分。',
  noInterval: '无区间',
  interval: (low, high) => `95% 区间：${grouped(low)} 至 ${grouped(high)}`,
  counted: (n, name, interval, density) => `${name} ${grouped(n)} 个（${interval}），${density}`,
  countedHow: (counted, found, method) => `${counted}；检测到 ${grouped(found)} 个。${method}`,
  runAt: (run, threshold) => `运行 ${run}，阈值 ${threshold}。`,
  compareTakes: 'compare 需要两次 --run：--run A --run B。',
  geojsonName: '以 .geojson 结尾的文件名',
  compared: (name, { gained, lost, moved, same }) =>
    `${name}：新增 ${grouped(gained)}，丢失 ${grouped(lost)}，移动 ${grouped(moved)}，相同 ${grouped(same)}。`,
  nothingHeldBack: '这些数值过于乐观：没有留出任何检验数据。',
  headAt: (run, threshold) => `${run}，阈值 ${threshold}：`,
  changes: (path) => `差异：${path}。`,
  reportTakes: (given) =>
    `--out 应为要写入的报告页，以 .html 结尾${given === undefined ? '' : `，而不是“${given}”`}。`,
  reported: (out, run, images, megabytes) =>
    `${out}：运行 ${run}，${grouped(images)} 张图像，${megabytes} MB。`,
  figureTakes: (given) =>
    `--out 应为要写入的图，以 .png、.svg 或 .tif 结尾${given === undefined ? '' : `，而不是“${given}”`}。`,
  goesWithDetections: (option: string) =>
    `--${option} 须与 --what detections 或 both 一起使用：标注对象不属于任何运行。`,
  drawn: ({ out, width, height, dpi }, objects, detections, scaleBar) =>
    `${out}：${width} × ${height} 像素，${dpi} dpi，${grouped(objects)} 个标注对象，${grouped(detections)} 个检测结果${scaleBar === null ? '' : `，比例尺 ${scaleBar}`}。`,
  workerTakes: 'worker 需要 --json 并从输入读取各行，或用 --plan 指定计划文件。',
  workerPart: 'I/N，例如 0/8 到 7/8',
  blocksMissing: (failed) => `${grouped(failed)} 个分块未能计算：原因见各自的行。`,
  blocksDone: (blocks, failed) => `已有 ${grouped(blocks)} 个分块，${grouped(failed)} 个未能计算。`,
  demoInUse: (path) => `${path} 是您自己的项目；请为演示指定其他文件夹：demo DIR。`,
  demoMarked: (name, n) => `1/4  ${name}：左半边已检查，其中标注了 ${grouped(n)} 辆车。`,
  demoCut: (tiles, side) => `2/4  已切取 ${grouped(tiles)} 个 ${side} × ${side} 像素的切片。`,
  demoTrained: (steps, tilesPerSecond, engine) =>
    `3/4  已训练 ${grouped(steps)} 步，${tilesPerSecond} 切片/秒，计算引擎 ${engine}。`,
  demoFound: (seconds, { hits, objects, falseAlarms }, f1) =>
    `4/4  预测用时 ${seconds} 秒。在从未见过的右半边：${grouped(objects)} 辆车中检测到 ${grouped(hits)} 辆，误检 ${grouped(falseAlarms)} 个（F1 ${f1}）。`,
  demoEnd: (overlay, project, seconds) => [
    '',
    `请查看 ${overlay}`,
    `项目  ${project}   （npm start 启动应用，用“打开项目”打开它）`,
    `用时 ${seconds} 秒。`,
  ],
}
