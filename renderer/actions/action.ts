import type { Step } from '../state/guide'
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
  readonly steps?: readonly Step[]
  readonly tools?: readonly string[]
  /** Why it cannot run now, in one sentence ('' where that needs no words); undefined when it can. */
  refusal?(session: Session): string | undefined
  run(session: Session): unknown
}

export function labelOf(action: Action, session: Session): string {
  return typeof action.label === 'string' ? action.label : action.label(session)
}

export function enabled(action: Action, session: Session): boolean {
  return action.refusal?.(session) === undefined
}

/** Whether an action's keys count where the person is now. */
export function counts({ steps, tools }: Action, session: Pick<Session, 'step' | 'tool'>): boolean {
  return (steps?.includes(session.step) ?? true) && (tools?.includes(session.tool) ?? true)
}

/** Whether its keys are for a certain place: there they go before those for everywhere. */
export function isSpecific({ steps, tools }: Action): boolean {
  return steps !== undefined || tools !== undefined
}

/** Whether there is a place in which nothing decides between the two. */
export function compete(a: Action, b: Action): boolean {
  const meet = <T>(one: readonly T[] | undefined, other: readonly T[] | undefined) =>
    !one || !other || one.some((each) => other.includes(each))
  return isSpecific(a) === isSpecific(b) && meet(a.steps, b.steps) && meet(a.tools, b.tools)
}
