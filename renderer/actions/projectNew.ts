import type { Action } from './action'

export const projectNew: Action = {
  id: 'project.new',
  group: 'Project',
  label: 'New project',
  shortcuts: ['Ctrl+N'],
  run: (s) => s.newProject(),
}
