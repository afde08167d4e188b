import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noProject } from './needs'

export const projectSample: Action = {
  id: 'project.sample',
  group: 'Project',
  get label() {
    return t.actions.openSample
  },
  run: (s) => s.open(t.actions.theSample, s.bridge.call('project.sample')),
}

export const projectNew: Action = {
  id: 'project.new',
  group: 'Project',
  get label() {
    return t.actions.newProject
  },
  shortcuts: ['Ctrl+N'],
  run: (s) => s.newProject(),
}

export const projectOpen: Action = {
  id: 'project.open',
  group: 'Project',
  get label() {
    return t.actions.openProject
  },
  shortcuts: ['Ctrl+O'],
  run: (s) => s.open(t.actions.theProject, s.bridge.call('project.open', {})),
}

export const projectClose: Action = {
  id: 'project.close',
  group: 'Project',
  get label() {
    return t.actions.closeProject
  },
  shortcuts: ['Ctrl+Shift+W'],
  refusal: noProject,
  run: (s) => s.closeProject(),
}
