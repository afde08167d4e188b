import type { Action } from './action'

export const projectSample: Action = {
  id: 'project.sample',
  group: 'Project',
  label: 'Open sample',
  run: (s) => s.open('the sample', s.bridge.call('project.sample')),
}
