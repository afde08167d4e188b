import type { Action } from './action'

export const projectOpen: Action = {
  id: 'project.open',
  group: 'Project',
  label: 'Open project',
  shortcuts: ['Ctrl+O'],
  run: (s) => s.open('the project', s.bridge.call('project.open', {})),
}
