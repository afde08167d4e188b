import { compete } from './action'
import type { Action } from './action'
import type { KeyPreset } from './presets/preset'

export type Keymap = ReadonlyMap<Action, readonly string[]>

/** Which keys each action has: the person's own, else the preset's, else its usual ones that the preset left it. */
export function keymapOf(
  actions: readonly Action[],
  preset: KeyPreset,
  own: Readonly<Record<string, readonly string[]>>,
): Keymap {
  const given = actions.filter(({ id }) => preset.keys[id])
  const takenFrom = (action: Action, key: string) =>
    given.some((other) => preset.keys[other.id]?.includes(key) && compete(action, other))
  return new Map(
    actions.map((action) => {
      const usual = () => (action.shortcuts ?? []).filter((key) => !takenFrom(action, key))
      return [action, own[action.id] ?? preset.keys[action.id] ?? usual()]
    }),
  )
}

/** For each action, by key, the others that claim it in a place where nothing decides between them. */
export function conflictsOf(keymap: Keymap): ReadonlyMap<Action, ReadonlyMap<string, readonly Action[]>> {
  const users = new Map<string, Action[]>()
  for (const [action, keys] of keymap)
    for (const key of keys) users.set(key, [...(users.get(key) ?? []), action])
  const found = new Map<Action, Map<string, readonly Action[]>>()
  for (const [key, list] of users) {
    for (const action of list) {
      const others = list.filter((other) => other !== action && compete(action, other))
      if (others.length > 0) found.set(action, (found.get(action) ?? new Map()).set(key, others))
    }
  }
  return found
}

const kind = 'windhover-keys/1'

/** A key map as a file: the preset and what the person changed. */
export function writeKeymap(preset: string, keys: Readonly<Record<string, readonly string[]>>): string {
  return JSON.stringify({ kind, preset, keys }, null, 2) + '\n'
}

/** What `writeKeymap` wrote; undefined for anything else. */
export function readKeymap(json: string): { preset: unknown; keys: unknown } | undefined {
  try {
    const given = JSON.parse(json) as Record<string, unknown> | null
    return given?.['kind'] === kind ? { preset: given['preset'], keys: given['keys'] } : undefined
  } catch {
    return undefined
  }
}
