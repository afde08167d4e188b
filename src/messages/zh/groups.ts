import type { groups as en } from '../en/groups'

export const groups: typeof en = {
  Project: '项目',
  Image: '图像',
  Learn: '学习',
  Review: '复核',
  Tools: '工具',
  Edit: '编辑',
  Classes: '类别',
  View: '视图',
  Window: '窗口',
}
