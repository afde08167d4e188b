import type { system as en } from '../en/system'

export const system: typeof en = {
  aFile: '文件',
  theDiskIsFullFile: (file) => `磁盘已满${file}；请腾出空间后重试。`,
  thereIsNoRoomFor: (file) => `：没有空间存放 ${file}`,
  fileCannotBeReadOr: (file) => `${file} 无法读取或写入：请修改其权限，或选择其他位置。`,
  fileIsAFolderWhere: (file) => `${file} 处应为文件，却是文件夹：请移走该文件夹。`,
  fileIsNoLongerThere: (file) => `${file} 已不存在：请放回原处，或选择其他文件。`,
  tooManyFilesAreOpen: '打开的文件过多：请关闭其他程序后重试。',
  fileCannotBeReachedCheck: (file) => `无法访问 ${file}：请检查其所在磁盘是否可用。`,
  cancelled: '已取消。',
}
