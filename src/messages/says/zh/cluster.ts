import type { cluster as en } from '../en/cluster'

export const cluster: typeof en = {
  itIsBusyStatusStatus: (status) => `对方繁忙（状态 ${status}）`,
  tryAgainInAWhile: '请稍后重试',
  noAnswerWithinSecondsS: (seconds) => `${seconds} 秒内没有应答`,
  checkThatRayRunsThere: '请检查 Ray 是否在该处运行，然后重试',
  itSendsUsOnTo: '它转到了另一地址',
  itsAnswerIsLongerThan: (limit) => `其应答超过 ${limit} 字节`,
  hostCannotBeReachedWhy: (host, why, what) => `无法连接 ${host}（${why}）：${what}。`,
  hostDoesNotAnswerAs: (host, why) => `${host} 的应答不像 Ray（${why}）：请检查 Ray 仪表板的地址和端口。`,
  hostAsksForAToken: (host) =>
    `${host} 要求令牌：请将其放入 RAY_AUTH_TOKEN，或放入 RAY_AUTH_TOKEN_PATH 指定的文件。`,
  hostDoesNotTakeThis: (host) =>
    `${host} 不接受此令牌：请索取该集群的令牌，并放入 RAY_AUTH_TOKEN，或放入 RAY_AUTH_TOKEN_PATH 指定的文件。`,
  thereIsNoHostOf: '没有此名称的主机',
  checkTheAddressAndThe: '请检查地址和网络',
  nothingListensAtThisPort: '该端口上没有服务',
  checkThatRayRunsThereAnd: '请检查 Ray 是否在该处运行，以及端口',
  whatItSendsIsNo: (code) => `其发送的内容不是 HTTP：${code}`,
  theConnectionWasLost: '连接已断开',
  checkTheNetworkAndTry: '请检查网络后重试',
  pathsTakesAFolderHere: (pair) =>
    `--paths 需要本机文件夹和对方的同一文件夹，例如 /home/ann/lab=/mnt/lab，两者都从根目录写起，而不是“${pair}”。`,
  pathLeadsOutOfIts: (path) => `“${path}”指向其文件夹之外：请不要使用“..”。`,
  onTakesRayHostPort: (given) =>
    `--on 需要 ray://HOST:PORT（Ray 仪表板的端口，通常为 8265）或 slurm:SCRIPT，而不是“${given}”。`,
  itNamesNoVersion: '它没有给出版本',
  rayAtHostIsVersion: (host, version, oldestRay) =>
    `${host} 上的 Ray 为 ${version}，而 Windhover 需要 ${oldestRay} 或更高版本：请更新那里的 Ray。`,
  whatHasToGoTo: (host, zip, largestPackage) =>
    `要发送到 ${host} 的内容为 ${zip} 字节，而 Ray 最多接受 ${largestPackage} 字节：请一次预测较少的图像。`,
  statusStatus: (status) => `状态 ${status}`,
  itsAnswerIsNotOf: '其应答的格式与预期不符',
  hostNoLongerKnowsThe: (host, id) =>
    `${host} 已没有作业 ${id}：那里的 Ray 已重新启动；请再次运行同一命令，已完成的不会重做。`,
  theJobIdWasStopped: (id) => `作业 ${id} 在那里被停止：要继续，请再次运行同一命令，已完成的不会重做。`,
  theJobIdEndedBefore: (id, message) =>
    `作业 ${id} 未完成就结束了（${message}）：请在 Ray 仪表板中查看其日志。`,
  itDoesNotSayWhy: '没有说明原因',
  theJobIdAtHost: (id, host) => `无法停止 ${host} 上的作业 ${id}：请在 Ray 仪表板中停止。`,
  sbatchAnsweredSaidWhichIs: (said) => `sbatch 的应答“${said}”不是作业编号。`,
  thereIsNoProgramProgram: (program) =>
    `此处没有程序“${program}”：请在可以向 Slurm 提交作业的机器上运行该命令。`,
  itDidNotSayWhy: '没有说明原因',
  programFailedWhyAskSlurm: (program, why, program2) =>
    `${program} 失败（${why}）：请直接用“${program2}”向 Slurm 查询。`,
  whereHoldsNoTokenPut: (where) => `${where} 中没有令牌：请将 Ray 集群的令牌写在其中一行。`,
  noProgramThere: (program, where) =>
    `${where} 上没有程序“${program}”：请在那里安装 Windhover，或用 WINDHOVER_COMMAND 指定启动它的命令。`,
  workerEnded: (code) => `工作进程已结束（代码 ${code}）`,
  workerEndedSaying: (code, said) => `工作进程已结束（代码 ${code}）：${said}`,
  workerCouldNotBegin: (why) => `一个工作进程无法开始：${why}。`,
  workerLostSeveralTimes: '其工作进程多次丢失',
  workerLeftOut: (why) => `已停用一个工作进程：${why}`,
  blocksNotMerged: (why) => `无法合并各分块：${why}。`,
  aWorkerWasLost: '一个工作进程多次丢失',
  trainingEndedThere: (why) => `训练在那里结束了：${why}。`,
  trainingLost: '训练随其所在的机器一起丢失。',
  goesOnFromCheckpoint: (why) => `${why}训练将从最后一个检查点继续。`,
  waitsForCores: (cores) => `训练在那里等待 ${cores} 个空闲核心。`,
  waitsForGpu: '训练在那里等待空闲的 GPU。',
}
