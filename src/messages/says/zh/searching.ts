import type { searching as en } from '../en/searching'

export const searching: typeof en = {
  runRunDirModelGives: (runDir, model) =>
    `运行 ${runDir}（${model}）给整张图像一个类别，在本机即可立即完成：请不要使用 --on，或选择分辨率（--level 0）以对切片分类。`,
  theRunOrNameIs: (name) =>
    `该运行或“${name}”与预测所在机器上的不一致：项目必须是两台机器都能访问的同一个文件夹。`,
  rayDoesNotEncryptWhoever: (host, port, port2, host2) =>
    `Ray 不加密：能看到本机与 ${host} 之间网络的人都能读取令牌；如果网络不属于您，请使用隧道（ssh -L ${port}:localhost:${port2} ${host2}）。`,
  missingBlocksCouldNotBe: (missing, lacking, name, why) =>
    `有 ${missing} 个块未能计算，第一个是“${name}”的 ${lacking}${why}：请再次运行同一命令，其余的会保留。`,
  nameIOfCount: (name, i, count) => `${name}（${i} / ${count}）`,
  runRunDirLearnedWithout: (runDir) => `运行 ${runDir} 训练时没有随机裁剪，因此其十裁剪就是切片及其镜像。`,
  runRunDirLearnedFrom: (runDir, tile, tile2) =>
    `运行 ${runDir} 由 HDF5 训练，其中没有说明图像如何变为正方形：整张图像将拉伸到 ${tile} × ${tile2} 像素并得到一个类别；要对其切片分类，请选择分辨率（--level 0）。`,
  theSearchWasPlannedBy: (version, appVersion) =>
    `预测由 Windhover ${version} 规划，而执行的机器上安装的是 ${appVersion}：两处请使用同一版本。`,
  thePlanOfTheSearch: (it) => `预测的规划不符合要求（${it}）：请用“predict --on”开始预测。`,
  allOfIt: '全部',
  aLineAsksForBlocks: '有一行请求了规划中没有的块：{"image": 0, "blocks": [0]}。',
  someIsDrawnAtTheEnd: '为减少网络流量，在其他机器上找到的部分结果要到预测结束后才会显示。',
}
