import type { Session } from '../state/session.svelte'
import { appliesNow, enabled, isSpecific, actionLabel } from './action'
import type { Action } from './action'
import { conflictsOf, keymapOf } from './keymap'
import { keyName, keyText } from './keys'
import type { KeyPress } from './keys'
import { keyPresets } from './presets/presets'
import { windhover } from './presets/windhover'

/** The actions of one window, with the keys as the person has them. */
export class Actions {
  private readonly byId: ReadonlyMap<string, Action>
  readonly preset = $derived.by(
    () => keyPresets.find(({ id }) => id === this.session.settings.keyPreset) ?? windhover,
  )
  private readonly keymap = $derived.by(() => keymapOf(this.all, this.preset, this.session.settings.keys))
  private readonly byKey = $derived.by(() => {
    const map = new Map<string, Action[]>()
    for (const [action, keys] of this.keymap)
      for (const key of keys) map.set(key, [...(map.get(key) ?? []), action])
    return map
  })
  /** Keys of an action that others claim too, where nothing decides between them. */
  readonly conflicts = $derived.by(() => conflictsOf(this.keymap))

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
    return this.keymap.get(action) ?? []
  }

  setKeys(action: Action, keys: readonly string[] | undefined): void {
    const { [action.id]: _, ...others } = this.session.settings.keys
    this.session.settings.set({ keys: keys ? { ...others, [action.id]: keys } : others })
  }

  label(id: string): string {
    return actionLabel(this.get(id), this.session)
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

  /** What a key means now: an action for this very place first, of several the one that can run. */
  meaning(key: string): Action | undefined {
    const here = (this.byKey.get(key) ?? []).filter((action) => appliesNow(action, this.session))
    const [there, rest] = [here.filter(({ place }) => place), here.filter(({ place }) => !place)]
    const ordered = [...there, ...rest.filter(isSpecific), ...rest.filter((action) => !isSpecific(action))]
    return ordered.find((action) => enabled(action, this.session)) ?? ordered[0]
  }

  /** Runs what a key press means; false when it means nothing here. */
  press(press: KeyPress & { readonly repeat?: boolean }): boolean {
    const name = keyName(press, this.mac)
    const action = name && this.meaning(name)
    if (!action) return false
    if (!press.repeat || action.repeats) this.start(action)
    return true
  }
}
