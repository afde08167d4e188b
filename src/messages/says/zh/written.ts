import type { written as en } from '../en/written'

export const written: typeof en = {
  holes: '# 个对象的孔洞已填充',
  parts: '# 个由多个部分组成的对象已拆成多个对象',
  ellipse: '# 个椭圆已转换为多边形',
  turned: '# 个旋转框已转换为多边形',
  polyline: '# 条折线已省略',
  scores: '# 个对象的得分已省略',
}
