import type { compute as en } from '../en/compute'

export const compute: typeof en = {
  compute: '计算位置',
  computeSettings: '计算位置：在哪里训练和搜索',
  where: '运行位置',
  thisComputer: '本机',
  rayCluster: 'Ray 集群',
  about:
    '训练和搜索可以在 Ray 集群上运行，集群需能通过共享文件夹访问项目及其图像。只有当您在“训练”或“预测”中选择该集群后，才会向它发送数据，且不会发送到其他任何地址。',
  address: '地址',
  addressExample: 'ray://主机:8265',
  token: '令牌',
  tokenKept: '已保存；输入新令牌可替换',
  tokenNone: '无',
  forgetToken: '删除令牌',
  paths: '远端文件夹',
  pathsExample: '/本机文件夹=/远端文件夹',
  test: '测试',
  testing: '正在询问…',
  save: '保存',
  cancel: '取消',
  saved: '已保存。',
  here: (nodes, cpus, gpus, ray) => `${nodes} 台机器，${cpus} 个 CPU，${gpus} 个 GPU，Ray ${ray}。`,
  sameVersion: (version) => `远端安装的 Windhover ${version} 与本机相同。`,
  otherVersion: (there, here) => `远端安装的是 Windhover ${there}，本机是 ${here}：请在两端安装相同的版本。`,
  noWindhover: '远端未找到 Windhover：请安装，或在远端用 WINDHOVER_COMMAND 指定启动命令。',
  tokenOnlyNow: '此系统没有密钥串，令牌只保留到 Windhover 关闭为止。',
  noPlace: '尚未选择集群：请在“计算位置”中填写地址，或选择本机。',
  placeAddress: (given) => `“${given}”不是 Ray 集群的地址：请填写 ray://主机:端口，端口为 Ray 仪表板的端口。`,
  planVersion: (planned, here) =>
    `该任务由 Windhover ${planned} 规划，而执行端安装的是 ${here}：请在两端安装相同的版本。`,
  trainPlanWrong: (what) => `训练计划不符合要求（${what}）：请用“train --on”启动训练。`,
  runTrainsAt: (run, place, file) =>
    `运行 ${run} 正在 ${place} 上训练：请用相同的命令加 --on ${place} 查看或停止它；如果该位置已不复存在，请删除“${file}”。`,
  trainingDied: (run) => `运行 ${run} 的训练在远端中途结束：请查看其作业的输出，然后用 --resume 继续。`,
  trainingCannotBegin: '训练未能在远端开始：请查看其作业的输出；两台机器必须能看到同一个项目文件夹。',
}
