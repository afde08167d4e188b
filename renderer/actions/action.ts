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
