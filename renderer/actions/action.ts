import type { GuideStep } from '../state/guide'
import type { Session } from '../state/session.svelte'

export const actionGroups = [
  'Project',
  'Image',
  'Learn',
  'Review',
  'Tools',
  'Edit',
  'Classes',
  'View',
  'Window',
] as const
export type ActionGroup = (typeof actionGroups)[number]

/** One thing that a person can do, by button, key, palette or menu: all of them run the same action. */
export interface Action {
  /** Stays the same for good: changed keys and the menu refer to it. */
  readonly id: string
  readonly group: ActionGroup
  readonly label: string | ((session: Session) => string)
  /** Usual keys, as `keyName` writes them; the person may change them. */
  readonly shortcuts?: readonly string[]
  /** Goes on while its key is held down. */
  readonly repeats?: boolean
  /** Steps in which its keys count, tools in whose hand they do; without them everywhere. */
  readonly steps?: readonly GuideStep[]
  readonly tools?: readonly string[]
  /** The part of the window that must have the focus for its keys to count; there they go before all others. */
  readonly place?: 'crops'
  /** Other words by which the palette finds it. */
  readonly words?: string
  /** Why it cannot run now, in one sentence ('' where that needs no words); undefined when it can. */
  refusal?(session: Session): string | undefined
  run(session: Session): unknown
}

export function actionLabel(action: Action, session: Session): string {
  return typeof action.label === 'string' ? action.label : action.label(session)
}

export function enabled(action: Action, session: Session): boolean {
  return action.refusal?.(session) === undefined
}

interface Where extends Pick<Session, 'step' | 'tool'> {
  readonly crops: { readonly focused: boolean }
}

/** Whether an action's keys count where the person is now. */
export function appliesNow({ steps, tools, place }: Action, session: Where): boolean {
  if (place && !session.crops.focused) return false
  return (steps?.includes(session.step) ?? true) && (tools?.includes(session.tool) ?? true)
}

/** Whether its keys are for a certain place: there they go before those for everywhere. */
export function isSpecific({ steps, tools, place }: Action): boolean {
  return steps !== undefined || tools !== undefined || place !== undefined
}

/** Whether there is a place in which nothing decides between the two. */
export function compete(a: Action, b: Action): boolean {
  const meet = <T>(one: readonly T[] | undefined, other: readonly T[] | undefined) =>
    !one || !other || one.some((each) => other.includes(each))
  return (
    isSpecific(a) === isSpecific(b) && a.place === b.place && meet(a.steps, b.steps) && meet(a.tools, b.tools)
  )
}
