import type { Action } from './action'
import { noProject } from './needs'

export const exportRun: Action = {
  id: 'export.run',
  group: 'Project',
  label: 'Export',
  shortcuts: ['Ctrl+E'],
  refusal: noProject,
  run: (s) => s.predict.export(),
}
