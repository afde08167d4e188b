import type { foreignMap as en } from '../en/foreignMap'

export const foreignMap: typeof en = {
  mapTakesRolesWithNames: (roles, part) => `--map 需要 ${roles}=… 以及文件中数据集的名称，而不是“${part}”。`,
}
