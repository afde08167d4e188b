import { describe, expect, it } from 'vitest'
import { en } from '../../src/messages/en'
import { languageFor, languageNames } from '../../src/messages/language'
import { readMessagesFrom, t } from '../../src/messages/messages'
import { speak } from '../../src/messages/speak'
import { zh } from '../../src/messages/zh'
import { read, sources, writtenTexts } from './writtenTexts'

/** What is the same in every language: names, keys of a keyboard, what a program reads. */
const names =
  /^(Windhover|CVAT|LabelMe|QuPath|TensorFlow|WebGPU|WebAssembly|GeoJSON|GeoPackage|Pascal VOC|AlexNet|InceptionV3|YOLOv3 tiny|Adam|EPSG.*|HDF5|Files)$/
const keys =
  /^((Ctrl|Shift|Alt|Meta)\+.*|(Shift|Alt) [←↑→↓ ]+|Enter|Esc|Escape|Tab|Space|Backspace|Delete|Del|Plus|Control|Shift|Alt|Meta|AltGraph|CapsLock|Dead|Process|Ctrl|F\d|Page(Up|Down)|Arrow\w*|Left|Right|Up|Down|Home|End|Far|Narrower|Wider|Lower|Higher)$/

/** Texts of the window that no catalogue holds, each with its reason. */
const exceptions: readonly (readonly [file: RegExp, text: RegExp, reason: string])[] = [
  [
    /viewer\/(gl|layers)\//,
    /uniform|#version|gl_FragCoord|void main|shader|float part|sans-serif/,
    'shaders and their errors',
  ],
  [
    /\.(ts|svelte)$/,
    /^(button|input|\[tabindex|\.body|color-mix|\(prefers|input:not)/,
    'selectors and colours',
  ],
  [/App\.svelte$/, /^… – Windhover$/, 'the name of the project and of the program'],
  [/Palette|listenToMain/, /^(image|class|worker) …$/, 'identifiers'],
  [/tilePort/, /^A … tile is not a picture\.$/, 'an error of the program'],
  [/main\.ts$/, /^Mac OS$/, 'what the browser says of itself'],
  [/\.(ts|svelte)$/, /^… (px|ft|km|cm)$/, 'units'],
  [/ui\//, /^(end|-list|decimal)$/, 'values of attributes'],
  [/OptionField/, /^r=\(r-g\)/, 'an expression'],
  [/ImageProperties/, /^0\.25 um$/, 'a length'],
  [/\.ts$/, /^there is no action /, 'an error of the program'],
]

const isException = ({ file, text }: { file: string; text: string }) =>
  names.test(text) ||
  keys.test(text) ||
  /^(px|px²|min|%)$/.test(text) ||
  exceptions.some(([where, what]) => where.test(file) && what.test(text))

/** Groups of actions are identifiers; what is shown of them is in the catalogue. */
const groups = new Set(Object.keys(en.groups))

const window = sources('renderer')
const written = window
  .flatMap(writtenTexts)
  .filter((each) => !isException(each) && !(/^renderer\/actions\//.test(each.file) && groups.has(each.text)))

type Topics = Record<string, Record<string, unknown>>
const entries = (messages: Topics) =>
  Object.entries(messages).flatMap(([topic, texts]) =>
    Object.entries(texts).map(([key, message]) => ({ name: `${topic}.${key}`, topic, key, message })),
  )
const english = entries(en)
const chinese = new Map(entries(zh).map(({ name, message }) => [name, message]))

/** Keys that are put together where they are used. */
const composed = [
  /^groups\./,
  /^train\.(running|finished|stopped|interrupted|failed)$/,
  /^host\.(train|val|test)$/,
  /^actions\.(move|make)Selection\w+$/,
]

describe('the catalogue of messages', () => {
  it('has every message in both languages, with the same parameters', () => {
    expect([...chinese.keys()].sort()).toEqual(english.map(({ name }) => name).sort())
    const differing = english.filter(({ name, message }) => typeof chinese.get(name) !== typeof message)
    expect(differing.map(({ name }) => name)).toEqual([])
    expect(english.length).toBeGreaterThan(900)
  })

  it('says in Chinese whatever is a word', () => {
    const said = (message: unknown) =>
      typeof message === 'function' ? String(message) : typeof message === 'string' ? message : ''
    const left = english.filter(({ name, message }) => {
      const text = said(chinese.get(name))
      return /[a-z]{3}/i.test(said(message)) && !/[\u3000-\u9fff]/.test(text) && typeof message === 'string'
    })
    expect(left.map(({ name }) => name)).toEqual([])
  })

  it('holds no message that nothing uses', () => {
    const code = ['src', 'electron', 'renderer'].flatMap(sources).map(read).join('\n')
    const used = new Set(
      [...code.matchAll(/\bt\.(\w+)\s*\.(\w+)/g)].map(([, topic, key]) => `${topic}.${key}`),
    )
    for (const [, taken = '', topic] of code.matchAll(/const \{([^}]+)\} = t\.(\w+)/g))
      for (const key of taken.split(',')) used.add(`${topic}.${key.trim()}`)
    const unused = english.filter(({ name }) => !used.has(name) && !composed.some((form) => form.test(name)))
    expect(unused.map(({ name }) => name)).toEqual([])
  })

  it('is the only place of the window with texts', () => {
    expect(written).toEqual([])
  })

  it('finds a text that is written into a component', () => {
    expect(window.length).toBeGreaterThan(200)
    expect(writtenTexts('test/unit/written.svelte').map(({ text }) => text)).toEqual([
      'Close it',
      'Nothing here',
      'left',
      'Not yet',
      'No answer',
    ])
  })
})

describe('the language', () => {
  it('is the person’s choice, else the first of the system’s that there is, else English', () => {
    expect(languageFor('zh', ['en-GB'])).toBe('zh')
    expect(languageFor('en', ['zh-CN'])).toBe('en')
    expect(languageFor('system', ['zh-Hans-CN', 'en'])).toBe('zh')
    expect(languageFor('system', ['fr-FR', 'zh_CN.UTF-8', 'en'])).toBe('zh')
    expect(languageFor('system', ['fr-FR', 'C'])).toBe('en')
    expect(Object.keys(languageNames)).toEqual(['en', 'zh'])
  })

  it('decides how counts and times are written', async () => {
    expect([t.numbers.objects(1), t.numbers.objects(1204), t.numbers.percent(42)]).toEqual([
      '1 object',
      '1,204 objects',
      '42 %',
    ])
    await speak('zh')
    expect([t.numbers.objects(1), t.numbers.objects(1204), t.numbers.percent(42)]).toEqual([
      '1 个对象',
      '1,204 个对象',
      '42%',
    ])
    readMessagesFrom(() => en)
  })
})
