import { afterEach, describe, expect, test } from 'vitest'
import { actions } from '../../../renderer/actions/all'
import { better, byWords, fuzzy } from '../../../renderer/actions/fuzzy'
import { keyName, keyText } from '../../../renderer/actions/keys'
import type { KeyPress } from '../../../renderer/actions/keys'
import { en } from '../../../src/messages/en'
import { readMessagesFrom } from '../../../src/messages/messages'
import { zh } from '../../../src/messages/zh'

const press = (key: string, code: string, modifiers = '', altGraph = false): KeyPress => ({
  key,
  code,
  ctrlKey: modifiers.includes('c'),
  metaKey: modifiers.includes('m'),
  altKey: modifiers.includes('a'),
  shiftKey: modifiers.includes('s'),
  getModifierState: () => altGraph,
})

describe('names of keys', () => {
  test('letters, modifiers and named keys', () => {
    expect(keyName(press('z', 'KeyZ', 'c'))).toBe('Ctrl+Z')
    expect(keyName(press('Z', 'KeyZ', 'cs'))).toBe('Ctrl+Shift+Z')
    expect(keyName(press('Delete', 'Delete'))).toBe('Delete')
    expect(keyName(press(' ', 'Space'))).toBe('Space')
    expect(keyName(press('Shift', 'ShiftLeft', 's'))).toBeUndefined()
  })

  test('the digit row gives its digit on a French keyboard, where it needs Shift', () => {
    expect(keyName(press('&', 'Digit1'))).toBe('1')
    expect(keyName(press('1', 'Digit1', 's'))).toBe('Shift+1')
  })

  test('a sign is named by itself, however it is typed', () => {
    expect(keyName(press('?', 'Slash', 's'))).toBe('?')
    expect(keyName(press('?', 'Minus', 's'))).toBe('?')
    expect(keyName(press('+', 'Equal', 'cs'))).toBe('Ctrl+Plus')
    // On a German keyboard [ is AltGr with 8, which Windows reports as Ctrl and Alt.
    expect(keyName(press('[', 'Digit8', 'ca', true))).toBe('[')
  })

  test('on a Mac, Command takes the place of Ctrl', () => {
    expect(keyName(press('k', 'KeyK', 'm'), true)).toBe('Ctrl+K')
    expect(keyName(press('k', 'KeyK', 'c'), true)).toBe('K')
    expect(keyText('Ctrl+Shift+Z', true)).toBe('⌘⇧Z')
    expect(keyText('Ctrl+Plus')).toBe('Ctrl +')
  })
})

describe('the palette finds', () => {
  const best = (query: string, ...labels: string[]) =>
    labels
      .map((label) => ({ label, match: fuzzy(query, label) }))
      .filter((each) => each.match)
      .sort((a, b) => (b.match?.score ?? 0) - (a.match?.score ?? 0))[0]?.label

  test('by letters in order, whole words and beginnings first', () => {
    expect(best('thres', 'Raise the threshold', 'The rest', 'Theme: dark')).toBe('Raise the threshold')
    expect(best('bd', 'Undo: Add box', 'Build dataset', 'Hide objects')).toBe('Build dataset')
    expect(best('start tr', 'Start training', 'Stop training')).toBe('Start training')
    expect(fuzzy('xyz', 'Build dataset')).toBeUndefined()
  })

  test('and says which letters it matched', () => {
    expect(fuzzy('bui', 'Build')?.at).toEqual([0, 1, 2])
    expect(fuzzy('', 'Build')?.at).toEqual([])
  })
})

describe('other words for actions', () => {
  const first = (query: string) => {
    const words: Readonly<Record<string, string>> = spoken.synonyms
    return actions
      .flatMap(({ id, label }) => {
        if (typeof label !== 'string') return []
        const match = better(fuzzy(query, label), byWords(query, words[id] ?? ''))
        return match ? [{ id, score: match.score }] : []
      })
      .sort((a, b) => b.score - a.score)[0]?.id
  }
  let spoken: typeof en = en
  afterEach(() => {
    spoken = en
    readMessagesFrom(() => en)
  })

  test('are of actions that there are', () => {
    const ids = new Set(actions.map(({ id }) => id))
    expect(Object.keys(en.synonyms).filter((id) => !ids.has(id))).toEqual([])
  })

  test.each([
    ['help', 'window.help'],
    ['stain', 'view.adjust'],
    ['brightness', 'view.adjust'],
    ['too dark', 'view.adjust'],
    ['preferences', 'window.settings'],
    ['memory', 'window.settings'],
    ['cluster', 'window.compute'],
    ['accuracy', 'evaluate.run'],
    ['inference', 'predict.start'],
    ['coco', 'export.run'],
  ])('“%s” finds what is meant before all else', (query, id) => {
    const found = first(query)
    // Two formats can be read as well as written.
    expect(query === 'coco' ? [id, 'labels.import'] : [id]).toContain(found)
  })

  test.each([
    ['帮助', 'window.help'],
    ['染色', 'view.adjust'],
    ['亮度', 'view.adjust'],
    ['内存', 'window.settings'],
    ['准确率', 'evaluate.run'],
    ['截图', 'figure.write'],
  ])('“%s” does so in Chinese', (query, id) => {
    spoken = zh
    readMessagesFrom(() => zh)
    expect(first(query)).toBe(id)
  })
})
