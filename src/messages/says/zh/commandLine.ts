import type { Shown } from '../../shown'
import type { commandLine as en } from '../en/commandLine'

const figureNames = {
  valLoss: '验证集损失',
  valF1: 'F1',
  valPrecision: '精确率',
  valRecall: '召回率',
  learningRate: '学习率',
  accuracy: '准确率',
  'mean IoU': '平均 IoU',
}

/** A space where Latin letters or digits follow Chinese. */
const spaced = (what: Shown) => (/^[ -~]/.test(String(what)) ? ` ${what}` : what)

export const commandLine: typeof en = {
  helpTellsMore: '“windhover help COMMAND”显示某个命令的详细说明。',
  commandFirst: (word) => `命令应写在最前面，而“${word}”不是命令；“windhover help”列出所有命令。`,
  noCommand: (word) => `没有命令“${word}”；“windhover help”列出所有命令。`,
  takesAFolder: (command, usage) => `${command} 需要项目文件夹；用法：windhover ${usage}`,
  thresholds: '0 到 1 之间的数、按类别的数（例如 0.4,bus=0.55 或 car=0.4,bus=0.55）或 suggested',
  thresholdTwice: (name) => `--threshold 中类别“${name}”出现了两次。`,
  takes: (option, what, given) => `--${option} 的值应为${spaced(what)}，而不是“${given}”。`,
  oneOf: (choices) => `${choices.join('、')} 之一`,
  or: (choices) => choices.join('，或'),
  number({ min, max, whole }) {
    const kind = whole ? '整数' : '数'
    if (max < Number.MAX_SAFE_INTEGER) return `${min} 到 ${max} 之间的${kind}`
    return min > -Infinity ? `不小于 ${min} 的${kind}` : kind
  },
  numbers: (count) => `${count} 个以逗号分隔的数`,
  level: (deepest) => `auto 或 0 到 ${deepest} 之间的整数`,
  tableName: '以 .csv 或 .h5 结尾的表格文件名',
  region: 'x,y,宽,高，宽和高均大于 0',
  imageNumber: (command) => `${command} 需要用 --image 指定一张图像的编号。`,
  optionValues: {
    nothing: '空',
    run: '运行，或运行的文件夹，或其他项目的文件夹',
    weights: '权重文件',
    perClass: '以逗号分隔的“类别=数值”（0.01 到 1000，每个类别一次）',
    plateau: '0 到 1 之间的系数和验证次数，例如 0.5,5',
    expression: '表达式，或含表达式的文本文件',
  },
  presetOrFile: (presets) => `${presets.join('、')} 之一或 JSON 文件`,
  augmentationFile: (example, path) => `--augment 需要内容类似 ${example} 的 JSON 文件，而 ${path} 不是。`,
  lineTooLong: (bytes) => `输入中有一行超过 ${bytes} 字节。`,
  noJson: (line) => `“${line}”不是一行 JSON：worker 每行读取一个对象。`,
  givenTwice: (option, commas) => `${option} 出现了两次：请只给出一次${commas ? '，各值以逗号分隔' : ''}。`,
  emptyWord: (command) => `${command} 的参数中有一个为空：请去掉。`,
  noUseFor: (command, word, usage) => `${command} 用不到“${word}”；用法：windhover ${usage}`,
  standsAlone: (option, value) => `${option} 不带值，请去掉“${value}”。`,
  lacksItsValue: (option, usage) => `${option} 缺少值；用法：windhover ${usage}`,
  givenNothing: (option) => `${option} 的值为空：请给出值，或不要使用该选项。`,
  noOption: (command, option, usage) => `${command} 没有选项 ${option}；用法：windhover ${usage}`,
  optionOfOthers: (command, option, others, usage) =>
    `${command} 没有选项 ${option}，有该选项的命令：${others.join('、')}；用法：windhover ${usage}`,
  goesWith: (option, other, why) => `--${option} 须与 --${other} 一起使用，而后者未给出：${why}。`,
  goesNotWith: (option, other, why) => `--${option} 不能与 --${other} 一起使用：${why}。`,
  threadEnded: (reason) => `管理项目的线程意外结束${reason ? `（${reason}）` : ''}。`,
  note: (message) => `注意：${message}`,
  preparing: '正在准备 …',
  done: (done, unit) => `${done} ${unit}`,
  doneOf: (done, total, unit) => `${done} / ${total} ${unit}`,
  noted: (note, progress) => `${note}：${progress}`,
  left: (progress, time) => `${progress}，剩余 ${time}`,
  units: {
    blocks: '个分块',
    bytes: '字节',
    epochs: '轮',
    images: '张图像',
    megapixels: '百万像素',
    objects: '个对象',
    picture: '张图像',
    pictures: '张图像',
    rows: '行',
    seconds: '秒',
    steps: '步',
    tiles: '个切片',
    trainings: '次训练',
    windows: '个窗口',
  },
  seconds: (n) => `${n} 秒`,
  minutes: (n) => `${n} 分钟`,
  hours: (n) => `${n} 小时`,
  figureNames,
  epoch: (epoch, loss, figures, seconds) =>
    [`第 ${epoch} 轮：损失 ${loss}`, ...figures.map(([name, n]) => `${name} ${n}`), `${seconds} 秒`].join(
      '，',
    ),
  list: (items) => items.join('、'),
  scores: ({ precision, recall, f1, ap }) =>
    [`精确率 ${precision}`, `召回率 ${recall}`, `F1 ${f1}`, ...(ap === undefined ? [] : [`AP ${ap}`])].join(
      '  ',
    ),
  allClasses: '所有类别',
  allGround: '全部已检查区域',
  learnedFrom: '学习过',
  unseen: '未学习',
}
