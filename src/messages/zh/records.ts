import type { records as en } from '../en/records'

export const records: typeof en = {
  it: '其值',
  itsShapeIsMissing: '缺少形状',
  whatItSaysBesidesIs: '附加内容的类型不正确',
  whatItSaysBesidesIsNo: '附加内容不是 JSON',
  itIsFound: (it, found) => `${it} 为 ${found}`,
  theProjectHoldsAKind: (kind, id, what) =>
    `项目中有不正确的 ${kind}（编号 ${id}：${what}）；请用备份恢复项目。`,
  aKindHasTheCoordinate: (kind, value) => `${kind} 的坐标为 ${value}；坐标必须是有限数。`,
  itsKindHeadHasStart: (head, start) => `其类型 ${head} 为 ${start} 字节`,
  itsCoordinateIIsI2: (i, i2) => `其坐标 ${i} 为 ${i2}`,
  aKindOfCountCoordinates: (kind, count) => `含 ${count} 个坐标的 ${kind}`,
  itsSideIsSide: (side) => `其边长为 ${side}`,
  aPolygonOfRingsRings: (rings) => `含 ${rings} 个环的多边形`,
  aRingOfCountCoordinates: (count) => `含 ${count} 个坐标的环`,
  itsRingsHaveUsedCoordinates: (used, count) => `其各环使用了 ${count} 个坐标中的 ${used} 个`,
  aStoredShapeOfThe: (head) =>
    `无法读取类型为 ${head} 的已存形状；项目已损坏，或由更新版本的 Windhover 写入。`,
}
