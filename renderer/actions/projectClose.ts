import type { Action } from './action'
import { noProject } from './needs'

export const projectClose: Action = {
  id: 'project.close',
  group: 'Project',
  label: 'Close project',
  shortcuts: ['Ctrl+Shift+W'],
  refusal: noProject,
  run: (s) => s.closeProject(),
}
