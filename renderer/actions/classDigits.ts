import { t } from '../../src/messages/messages'
import { toolEntry } from '../tools/tools'
import type { Action } from './action'

/** Digits choose the class of what is drawn next and, with a tool that does not draw, of what is selected; in the review, of the detection, and of those that are drawn around or among crops. */
export const classDigits: readonly Action[] = Array.from({ length: 9 }, (_, i) => ({
  id: `class.${i + 1}`,
  group: 'Classes',
  label: (s) => {
    const record = s.classes.at(i)
    return record ? t.actions.classNumbered(i + 1, record.name) : t.actions.classNumber(i + 1)
  },
  shortcuts: [String(i + 1)],
  refusal: (s) => (s.classes.at(i) ? undefined : ''),
  run: (s) => {
    const record = s.classes.at(i)
    if (!record) return
    if (s.crops.focused) s.crops.accept(record)
    else if (s.lot.numbers.length > 0) s.lot.accept(record)
    else if (s.step === 'review' && s.review.current) s.review.accept(record)
    else s.classes.choose(record, toolEntry(s.tool).draws)
  },
}))
