import type { count as en } from '../en/count'

const interval =
  '区间：对网格单元做贝叶斯自助法（Rubin 1981），并采用 Jeffreys 先验（Brown、Cai 和 DasGupta 2001）'

export const count: typeof en = {
  methodWhole: '全部区域都已检查：对象数是清点的，不是估计的。',
  methodNone:
    '已检查区域内为清点的对象数，其余区域为检测结果的原始数量，没有区间：未用于训练的已检查区域内既没有此类别的对象，也没有此类别的检测结果，无法知道漏检和误检各有多少；请抽取视野进行检查。',
  methodBoth: (fields, others) => `抽取了视野的图像：${fields} 其他图像：${others}`,
  methodRatio: (objects) =>
    `已检查区域内为清点的对象数，其余区域为检测数 × 精确率 / 召回率（比率估计，Cochran 1977），两者均取自未用于训练的已检查区域（${objects} 个对象），并假定其余区域与之相似；${interval}。`,
  methodDrawn: (fields) =>
    `已检查区域内为清点的对象数，其余区域为检测数 × 精确率加上每个视野的漏检数，来自分层随机抽取的 ${fields} 个视野（Horvitz 和 Thompson 1952）；${interval}。`,
  howMany: '一共有多少？',
  countWhat: '计数范围',
  thisImage: '此图像',
  region: '区域',
  allImages: '全部图像',
  drawARegion: '用计数工具画一个矩形，即可对其计数。',
  countThem: '计数并给出区间',
  counting: '正在计数',
  counted: (text) => `计数结果：${text}。`,
  classIt: '类别',
  image: '图像',
  howMuch: '数量',
  interval: '95%',
  about: (density, precision, recall) => `${density} · 已检查处精确率 ${precision}，召回率 ${recall}`,
  from: (low, high) => `${low}–${high}`,
  noInterval: '无',
  countsOf: (of) => `${of} 的数量`,
  countsByImage: '各图像的数量',
  perHectare: '个/公顷',
  perSquareMillimetre: '个/mm²',
  perMegapixel: '个/百万像素',
  other: '计数时用的是其他运行、阈值或区域：请重新计数。',
  thresholdOf: (run, threshold) => `${run}，阈值 ${threshold}。`,
  sample: '引导抽样',
  sampleWhat:
    '按运行找到的内容分层随机抽取视野。请标出视野内的每个对象，然后标记为已检查。任何训练都不会从中学习：它们是测试区域。',
  fieldsToDraw: '要检查的视野数',
  draw: '抽取视野',
  drawMore: '继续抽取视野',
  drawn: (fields, checked) => `已抽取 ${fields} 个视野，已检查 ${checked} 个。`,
  fieldOf: (value, all) => `第 ${value} 个视野，共 ${all} 个`,
  moreNeeded: (fields) => `要使数量最多的类别达到 ± 5%，还需检查 ${fields} 个视野。`,
  enough: '对数量最多的类别已足够达到 ± 5%。',
  notYet: '检查一些视野之后，才能知道达到 ± 5% 需要多少个。',
  countForMore: '计数之后，会给出达到 ± 5% 还需检查多少个视野。',
  allChecked: '抽取的视野都已检查。可以计数，或继续抽取。',
  previousField: '上一个抽取的视野',
  nextField: '下一个抽取的视野',
  fieldIsChecked: '抽取的视野已检查',
  checked: '已检查',
  stop: '离开抽样',
  drawFieldsFirst: '请先抽取视野（“预测”中的“引导抽样”）。',
}
