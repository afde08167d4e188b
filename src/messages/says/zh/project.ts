import type { project as en } from '../en/project'

export const project: typeof en = {
  tableGotAChangeWithout: (table) => `“${table}”收到了没有行的更改，或改变了 id 的更改。`,
  wasChangedMeanwhile: '其间已被更改',
  isNoLongerThere: '已不存在',
  numberIdOfTheTable: (id, table, state) => `${table} 中的编号 ${id} ${state}；请重新打开图像并重做此操作。`,
  aProjectHasAtMost: (maxImages) => `一个项目最多容纳 ${maxImages} 张图像；请为其余图像新建另一个项目。`,
  thereIsAlreadyAClass: (name) => `已有名为“${name}”的类别；请使用其他名称。`,
  aProjectHasAtMostMax: (maxClasses) => `一个项目最多容纳 ${maxClasses} 个类别；请先删除一个再添加。`,
  folderIsNotEmptyChoose: (folder) => `${folder} 不是空文件夹；请为项目选择新文件夹。`,
  folderCannotBeMadeReason: (folder, reason) => `无法创建 ${folder}（${reason}）；请选择其他位置。`,
  isNotAWindhoverProject: '不是 Windhover 项目（其中没有 project.db）',
  doesNotExist: '不存在',
  folderWhatChooseAFolder: (folder, what) => `${folder} ${what}；请选择名称以 .windhover 结尾的文件夹。`,
  aFolder: '文件夹',
  databaseIsEmptyRestoreThe: (database) => `${database} 是空文件；请用备份恢复项目。`,
  aLink: '链接',
  folderCanOnlyBeLooked: (folder, message) => `${folder} 只能查看：${message}`,
  databaseCannotBeReadAllow: (database, tmpdir) =>
    `无法读取 ${database}；请允许读取，或在 ${tmpdir} 中为副本腾出空间。`,
  pathCountsItsNextNumber: (path, stored) => `${path} 的下一个编号为 ${stored}，不正确；请用备份恢复项目。`,
  fileHoldsChangesThatCould: (file) =>
    `${file} 中保存着上次未能写入的更改，但无法读取；请用备份恢复，或将其删除。`,
  pathCannotBeReadDelete: (path) => `无法读取 ${path}；如果没有 Windhover 打开此项目，请将其删除。`,
  onHost: (host) => `，位于 ${host}`,
  orDeletePathIfThat: (path) => `；如果那台计算机不再使用它，请删除 ${path}`,
  sinceSince: (since) => `，自 ${since} 起`,
  projectIsAlreadyOpenIn: (project, pid, there, since, orphan) =>
    `${project} 已在另一个窗口中打开（进程 ${pid}${there}${since}）；请先在那里关闭${orphan}。`,
  pathIsNoLockBut: (path, pipe) => `${path} 不是锁文件而是${pipe}；请将其删除，然后重新打开项目。`,
  aLinkADeviceOr: '链接、设备或管道',
  theDiskOfFolderIs: (folder) => `${folder} 所在的磁盘已满；请腾出空间，然后重试。`,
  folderCannotBeWrittenAllow: (folder) => `无法写入 ${folder}；请允许写入，或将项目复制到其他位置。`,
  pathIsDamagedProblemRestore: (path, problem) => `${path} 已损坏（${problem}）；请用备份恢复项目。`,
  changesLostByDamagedLog: (changes, database, kept) =>
    `${database} 的日志已损坏：最后 ${changes} 项已保存的更改缺失；损坏的日志已在其旁边另存为 ${kept}，请从副本恢复项目，或重新进行这些更改。`,
  changesLostWithTheLog: (changes, database) =>
    `${database} 中缺少最后 ${changes} 项已保存的更改：该文件是较旧的副本，或其日志被删除或截断；请从副本恢复项目，或重新进行这些更改。`,
  changesNotSeen: (changes, database) =>
    `${database} 中缺少最后 ${changes} 项已保存的更改，或无法从其日志中读取；两者均保持原样。`,
  allWasInTheLog: (database) =>
    `${database} 离开其日志便没有任何内容，而该日志已损坏或丢失；请从副本恢复项目（两者均保持原样）。`,
  someChangesLost: (database, kept) =>
    `${database} 的日志已损坏，最后保存的更改缺失（数量未知）；损坏的日志已在其旁边另存为 ${kept}，请从副本恢复项目，或重新进行这些更改。`,
  runElsewhereUnknown: (run, aside, why) =>
    `运行 ${run} 曾在另一台计算机上训练，但其位置已无从得知，因此视为已中断：若仍在那里进行，请先将其停止，再在此处继续（原位置记录已另存为 ${aside}）。${why}`,
  aPartOfTheEdit: '此次操作的一部分在传送中丢失；正在重新发送。',
  folderIsNoFolderRemove: (folder) => `“${folder}”不是文件夹：请将其移除，或把文件夹放回该处。`,
  problemsThingsOfThisProject: (problems, first) => `此项目中有 ${problems} 项内容未读取；第一项：${first}`,
  runsHoldsMostRunsRuns: (runs, mostRuns, mostRuns2) =>
    `“${runs}”含有 ${mostRuns} 次运行，最多读取 ${mostRuns2} 次：请删除一些。`,
  pathIsALinkA: (path) => `“${path}”是链接、管道或设备，运行中不允许有：请将其移除，或重新训练。`,
  holdsTheTypeName: (type, name) => `含有 ${type}“${name}”`,
  lacksRowsOfItsTables: (rows) => `缺少 ${rows} 个表`,
  pathWhatUnlikeAnyFile: (path, what) => `${path} ${what}，与 Windhover 写入的文件都不同；请用备份恢复项目。`,
  pathIsNotAWindhover: (path) => `${path} 不是 Windhover 项目；请选择其他文件夹。`,
  pathWasWrittenByA: (path, version, steps) =>
    `${path} 由更新版本的 Windhover 写入（版本 ${version}，本程序支持到 ${steps}）；请更新 Windhover 后再打开。`,
  pathIsNoLongerThere: (path) => `${path} 已不存在；请连接其所在磁盘，或把文件夹放回原处。`,
  pathCannotBeWrittenAllow: (path) => `无法写入 ${path}；请允许写入，或将项目复制到其他位置。`,
  pathCouldNotBeWritten: (path, message) =>
    `无法写入 ${path}（${message}）；请检查磁盘是否可用、是否有空间。`,
  theEditRefersToAn: '该操作涉及的图像或类别已不存在；请重新打开图像。',
  theEditAddsSomethingThat: '该操作添加的内容已经存在；请重新打开图像。',
  thereIsNoImageNumber: (image, folder) => `${folder} 中没有编号为 ${image} 的图像。`,
  removeName: (name) => `移除 ${name}`,
  addClasses: '添加类别',
  folderIsNotOpenOpen: (folder) => `${folder} 没有打开；请先打开。`,
  anOutlineOfBytesBytes: (bytes) => `长 ${bytes} 字节的轮廓`,
  rowsTableAndMostAre: (rows, table, most) => `${rows} 条 ${table}，最多允许 ${most} 条`,
  wordsOfLongestBytesAmong: (longest, table) => `${table} 中长 ${longest} 字节的文本`,
  anObjectWithoutAShape: '没有形状或类别的对象',
  pathHoldsWhatRestoreThe: (path, what) => `${path} 含有${what}；请用备份恢复项目。`,
  anObjectThatCannotBe: (ids, what) => `不正确的对象（编号 ${ids}：${what}）`,
  itsClassIsNotThere: '其类别不存在',
  itsScoreIsScores: (scores) => `其分数为 ${scores}`,
  pathDidNotAnswerIn: (path) =>
    `${path} 没有及时响应：请重新打开；如果仍不响应，则它已损坏，或被做成不响应：请用备份恢复项目。`,
}
