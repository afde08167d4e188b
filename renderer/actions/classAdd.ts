import type { Action } from './action'
import { noProject } from './needs'

export const classAdd: Action = {
  id: 'class.add',
  group: 'Classes',
  label: 'Add a class',
  shortcuts: ['Ctrl+Shift+C'],
  refusal: noProject,
  run: (s) => s.ask('class', null),
}
