import { describe, expect, test } from 'vitest'
import type { Action } from '../../../renderer/actions/action'
import { actions } from '../../../renderer/actions/all'
import { conflictsOf, keymapOf, readKeymap, writeKeymap } from '../../../renderer/actions/keymap'
import { cvatKeys } from '../../../renderer/actions/presets/cvat'
import { labelmeKeys } from '../../../renderer/actions/presets/labelme'
import { keyPresets } from '../../../renderer/actions/presets/presets'
import { qupath } from '../../../renderer/actions/presets/qupath'
import { windhover } from '../../../renderer/actions/presets/windhover'

const keysIn = (preset: (typeof keyPresets)[number], id: string) => {
  const map = keymapOf(actions, preset, {})
  return [...map].find(([action]) => action.id === id)?.[1]
}
const action = (id: string, shortcuts: string[], more: Partial<Action> = {}): Action => ({
  id,
  group: 'Edit',
  label: id,
  shortcuts,
  run: () => {},
  ...more,
})

describe('presets', () => {
  test.each(keyPresets)('$label has no two commands for one key in one place', (preset) => {
    const found = conflictsOf(keymapOf(actions, preset, {}))
    expect([...found].map(([{ id }, keys]) => `${id}: ${[...keys.keys()].join(' ')}`)).toEqual([])
  })

  test.each(keyPresets)('$label leaves the commands reachable that everybody needs', (preset) => {
    for (const id of ['edit.undo', 'edit.delete', 'tool.box', 'window.palette', 'window.help', 'image.next'])
      expect(keysIn(preset, id), `${preset.id} ${id}`).not.toEqual([])
  })

  test.each(keyPresets)('$label names commands that there are', (preset) => {
    const known = new Set(actions.map(({ id }) => id))
    expect(Object.keys(preset.keys).filter((id) => !known.has(id))).toEqual([])
  })

  test('give the keys that people have in their fingers', () => {
    expect(keysIn(cvatKeys, 'image.next')).toEqual(['F'])
    expect(keysIn(cvatKeys, 'class.3')).toEqual(['Ctrl+3'])
    expect(keysIn(labelmeKeys, 'tool.polygon')).toEqual(['Ctrl+N'])
    expect(keysIn(qupath, 'window.palette')).toEqual(['Ctrl+L'])
    expect(keysIn(windhover, 'image.next')).toEqual(['D'])
  })

  test('a key that a preset gives away is no longer the one that had it; own keys go before all', () => {
    const [a, b] = [action('a', ['X', 'Y']), action('b', [])]
    const preset = { ...windhover, keys: { b: ['X'] } }
    expect(keymapOf([a, b], preset, {}).get(a)).toEqual(['Y'])
    expect(keymapOf([a, b], preset, { a: ['Z', 'X'] }).get(a)).toEqual(['Z', 'X'])
  })
})

describe('conflicts', () => {
  const found = (...list: Action[]) => [...conflictsOf(keymapOf(list, windhover, {})).keys()].map((a) => a.id)

  test('count where nothing decides between two commands', () => {
    expect(found(action('a', ['X']), action('b', ['X']))).toEqual(['a', 'b'])
    expect(found(action('a', ['X'], { steps: ['review'] }), action('b', ['X']))).toEqual([])
    expect(
      found(action('a', ['X'], { steps: ['review'] }), action('b', ['X'], { steps: ['train'] })),
    ).toEqual([])
    expect(
      found(action('a', ['['], { tools: ['brush'] }), action('b', ['['], { steps: ['annotate'] })),
    ).toEqual(['a', 'b'])
  })
})

test('a key map as a file comes back, and nothing else is taken for one', () => {
  const keys = { 'edit.undo': ['U'], 'tool.box': [] }
  expect(readKeymap(writeKeymap('cvat', keys))).toEqual({ preset: 'cvat', keys })
  expect(readKeymap('{"keys":{}}')).toBeUndefined()
  expect(readKeymap('not json')).toBeUndefined()
})
