import type { ClassRecord } from '../../src/records/records'
import type { Session } from '../state/session.svelte'
import type { Action } from './action'
import { noProject } from './needs'

const noClass = (s: Session) => noProject(s) ?? (s.classes.active ? undefined : 'Add a class first.')
const name = (s: Session) => s.classes.active?.name ?? 'the class'

function ofActive(
  id: string,
  label: (name: string, s: Session) => string,
  run: (s: Session, record: ClassRecord) => void,
  shortcuts: readonly string[] = [],
): Action {
  return {
    id,
    group: 'Classes',
    label: (s) => label(name(s), s),
    shortcuts,
    refusal: noClass,
    run: (s) => s.classes.active && run(s, s.classes.active),
  }
}

/** What can be done to the class that new objects get. */
export const ofActiveClass: readonly Action[] = [
  ofActive(
    'class.edit',
    (of) => `Properties of ${of}`,
    (s, record) => s.ask('classEdit', record),
  ),
  ofActive(
    'class.hide',
    (of, s) => `${s.classes.hidden.has(s.classes.active?.id ?? -1) ? 'Show' : 'Hide'} objects of ${of}`,
    (s, record) => s.classes.toggle(record),
    ['Alt+H'],
  ),
  ofActive(
    'class.solo',
    (of) => `Show only ${of}`,
    (s, record) => s.classes.solo(record),
  ),
  ofActive(
    'class.up',
    (of) => `Move ${of} up`,
    (s, record) => s.classes.move(record, -1),
  ),
  ofActive(
    'class.down',
    (of) => `Move ${of} down`,
    (s, record) => s.classes.move(record, 1),
  ),
  ofActive(
    'class.merge',
    (of) => `Merge ${of} into another class`,
    (s, record) => s.ask('classMerge', record),
  ),
  ofActive(
    'class.delete',
    (of) => `Delete ${of}`,
    (s, record) => s.ask('classDelete', record),
  ),
]

export const classShowAll: Action = {
  id: 'class.showAll',
  group: 'Classes',
  label: 'Show the objects of all classes',
  refusal: (s) => noProject(s) ?? (s.classes.hidden.size > 0 ? undefined : 'No class is hidden.'),
  run: (s) => s.classes.showAll(),
}
