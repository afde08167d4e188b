import type { ClassRecord } from '../../src/records/records'
import { t } from '../../src/messages/messages'
import type { Session } from '../state/session.svelte'
import type { Action } from './action'
import { noProject } from './needs'

const noClass = (s: Session) => noProject(s) ?? (s.classes.active ? undefined : t.actions.addAClassFirst)
const name = (s: Session) => s.classes.active?.name ?? t.actions.theClass

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
    (of) => t.actions.propertiesOfOf(of),
    (s, record) => s.ask('classEdit', record),
  ),
  ofActive(
    'class.hide',
    (of, s) =>
      s.classes.hidden.has(s.classes.active?.id ?? -1)
        ? t.actions.showObjectsOf(of)
        : t.actions.hideObjectsOf(of),
    (s, record) => s.classes.toggle(record),
    ['Alt+H'],
  ),
  ofActive(
    'class.solo',
    (of) => t.actions.showOnlyOf(of),
    (s, record) => s.classes.solo(record),
  ),
  ofActive(
    'class.up',
    (of) => t.actions.moveOfUp(of),
    (s, record) => s.classes.move(record, -1),
  ),
  ofActive(
    'class.down',
    (of) => t.actions.moveOfDown(of),
    (s, record) => s.classes.move(record, 1),
  ),
  ofActive(
    'class.merge',
    (of) => t.actions.mergeOfIntoAnotherClass(of),
    (s, record) => s.ask('classMerge', record),
  ),
  ofActive(
    'class.delete',
    (of) => t.actions.deleteOf(of),
    (s, record) => s.ask('classDelete', record),
  ),
]

export const classShowAll: Action = {
  id: 'class.showAll',
  group: 'Classes',
  get label() {
    return t.actions.showTheObjectsOfAll
  },
  refusal: (s) => noProject(s) ?? (s.classes.hidden.size > 0 ? undefined : t.actions.noClassIsHidden),
  run: (s) => s.classes.showAll(),
}
