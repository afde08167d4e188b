import type { Session } from '../state/session.svelte'
import type { Action } from './action'
import { enabled, labelOf } from './action'
import { conflicts, keyName, keyText } from './keys'
import type { KeyPress } from './keys'

/** The actions of one window, with the keys as the person has them. */
export class Actions {
  private readonly byId: ReadonlyMap<string, Action>
  private readonly byKey = $derived.by(() => {
    const map = new Map<string, Action[]>()
    for (const action of this.all) {
      for (const key of this.keysOf(action)) map.set(key, [...(map.get(key) ?? []), action])
    }
    return map
  })
  readonly conflicts = $derived.by(() =>
    conflicts(this.all.map((action) => [action.id, this.keysOf(action)])),
  )

  constructor(
    readonly session: Session,
    readonly all: readonly Action[],
    readonly mac = false,
  ) {
    this.byId = new Map(all.map((action) => [action.id, action]))
  }

  get(id: string): Action {
    const action = this.byId.get(id)
    if (!action) throw new Error(`there is no action ${id}`)
    return action
  }

  keysOf(action: Action): readonly string[] {
    return this.session.settings.keys[action.id] ?? action.shortcuts ?? []
  }

  setKeys(action: Action, keys: readonly string[] | undefined): void {
    const { [action.id]: _, ...others } = this.session.settings.keys
    this.session.settings.set({ keys: keys ? { ...others, [action.id]: keys } : others })
  }

  label(id: string): string {
    return labelOf(this.get(id), this.session)
  }

  /** The first key as it is shown, or nothing. */
  keyText(id: string): string | undefined {
    const key = this.keysOf(this.get(id))[0]
    return key === undefined ? undefined : keyText(key, this.mac)
  }

  /** What a button's hint says: its action and key, or why it cannot run now. */
  hint(id: string): string {
    const refusal = this.refusal(id)
    if (refusal) return refusal
    const key = this.keyText(id)
    return key ? `${this.label(id)}  ${key}` : this.label(id)
  }

  refusal(id: string): string | undefined {
    return this.get(id).refusal?.(this.session)
  }

  enabled(id: string): boolean {
    return enabled(this.get(id), this.session)
  }

  run(id: string): void {
    this.start(this.get(id))
  }

  start(action: Action): void {
    const refusal = action.refusal?.(this.session)
    if (refusal === undefined) void this.session.notices.attempt(Promise.resolve(action.run(this.session)))
    else if (refusal) this.session.notices.say(refusal)
  }

  /** Runs what a key press means; false when it means nothing here. */
  press(press: KeyPress & { readonly repeat?: boolean }): boolean {
    const name = keyName(press, this.mac)
    const actions = (name && this.byKey.get(name)) || []
    const action = actions.find((each) => enabled(each, this.session)) ?? actions[0]
    if (!action) return false
    if (!press.repeat || action.repeats) this.start(action)
    return true
  }
}
