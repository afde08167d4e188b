import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../../../src/messages/en'
import { languageFor, languageNames } from '../../../src/messages/language'
import { readMessagesFrom, t } from '../../../src/messages/messages'
import { en as saidInEnglish } from '../../../src/messages/says/en'
import { saySentencesOf, says } from '../../../src/messages/says/says'
import { speakInProcess } from '../../../src/messages/says/speak'
import { zh as saidInChinese } from '../../../src/messages/says/zh'
import { zh } from '../../../src/messages/zh'
import { read, root, sources, spokenTexts, writtenTexts } from './writtenTexts'

/** What is the same in every language: names, keys of a keyboard, what a program reads. */
const names =
  /^(Windhover|CVAT|LabelMe|QuPath|TensorFlow|WebGPU|WebAssembly|GeoJSON|GeoPackage|Label Studio|Pascal VOC|AlexNet|InceptionV3|YOLOv3 tiny|Adam|EPSG.*|HDF5|Files)$/
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
  [/PixelSizeField/, /^0\.25 um$/, 'a length'],
  [/\.ts$/, /^there is no action /, 'an error of the program'],
]

/** Texts of src and electron that no catalogue holds, each with its reason; `new Error` and `new RangeError` are for developers. */
const unsaid: readonly (readonly [file: RegExp, text: RegExp, reason: string])[] = [
  [/services\/testPlace/, /WINDHOVER_COMMAND/, 'a command for the shell of another machine'],
  [
    /^src\/cli\//,
    /^((import|export|init|relink|build|inspect|train|runs|predict|similar|evaluate|count|sample|compare|measure|report|figure|compact|worker) (PROJECT|FILE|--json)|demo \[DIR\]|\[--on )/,
    'usage: names of commands and options, the same in every language',
  ],
  [
    /^src\/cli\//,
    /^(--[\w-]+ [^ ]+ ?)+$|^\{"rotation"/,
    'an option with its value, and a file, as an example',
  ],
  [/cli\/run\.node/, /^windhover COMMAND … /, 'usage, around messages'],
  [
    /^src\/figures\//,
    /^(… ?)*<|^(width|font-family)="|^:root|^default-src/,
    'SVG, HTML and CSS, around messages',
  ],
  [
    /report\/methodPart/,
    /^\p{L}.*\((19|20)\d\d\) .*\d–\d+\.$|^Cochran WG \(1977\)/u,
    'works, as they are cited',
  ],
  [/countPredictions/, /^per (megapixel|ha|mm²)$/, 'units, which tables keep and `densityUnit` says'],
  [
    /callbacks\/|heads\/|csvTable/,
    /^(validation|train\/|mean IoU|probability of)/,
    'names of figures, which files keep',
  ],
  [/runs\/options\/course/, /^"r=/, 'an expression, as an example'],
  [
    /\.ts$/,
    /\b(SELECT|INSERT|CREATE|FROM|UPDATE|PRAGMA|KEY|ALTER|INTEGER|TEXT|VACUUM|BEGIN)\b|^select /,
    'SQL',
  ],
  [
    /overlay|prj|appProtocol|silence|compileThreads/,
    /stroke|<svg|<rect|PROJCS|charset|-src|'none'|'self'|NOTFOUND|^--|^Not found$/,
    'what programs read',
  ],
  [
    /watchdog|driver|freeMemory|foundObjects|geoPackage\.ts|dota/,
    /require\(|^python3|active_file|^left out$|SQLite format|^A pixel of|^imagesource/,
    'what programs read',
  ],
  [
    /dataset\/writer|h5Table/,
    /background|class numbers|tile pixels|class_names/,
    'descriptions in an HDF5 file',
  ],
  [
    /formats|engine|tileCodec|catalogue|tiffPicture|pyramidWriter/,
    /(JSON|XML|GPU|tiny|JPEG X[RL]|^CPU, WebAssembly.*|^Windhover pyramid|^… of … x …)$/,
    'names',
  ],
  [
    /ipc\/|runSchema|fieldSamples|checkpoint/,
    /^(another number of cells|no name of a (run|file)|no time|its fields do not fit)$/,
    'schemas, which a damaged file or message breaks',
  ],
  [/records\/checkedArea/, /^checked area$/, 'the kind of a record'],
  [/formats\/(cvatWrite|labelStudioWrite|qgisStyle)/, /^(<|Label Studio$)/, 'what programs read, and a name'],
  [/base\/wire/, /^There is no job named/, 'an error of the program'],
  [/electron\/main/, /^Windhover does not start with --/, 'said on the terminal, before there is a language'],
]

const isUnsaid = ({ file, text }: { file: string; text: string }) =>
  unsaid.some(([where, what]) => where.test(file) && what.test(text))

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
/** What the window knows, and under `says` what only main and its processes do. */
const catalogue = (window: Topics, processes: Topics) => [
  ...entries(window),
  ...entries(processes).map((entry) => ({ ...entry, name: `says.${entry.name}` })),
]
const english = catalogue(en, saidInEnglish)
const chinese = new Map(catalogue(zh, saidInChinese).map(({ name, message }) => [name, message]))

/** Keys that are put together where they are used. */
const composed = [
  /^groups\./,
  /^train\.(running|finished|stopped|interrupted|failed)$/,
  /^host\.(train|val|test)$/,
  /^actions\.(move|make)Selection\w+$/,
  // By the id of an action: renderer-keys.test.ts holds that each is one.
  /^synonyms\./,
  /^images\.(haematoxylin|eosin|dab|methyleneBlue|giemsaEosin)$/,
  /^pictureParts\.(series|page|z|time)$/,
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

  it('leaves no value out in Chinese', () => {
    const fill = (message: unknown, values: readonly unknown[]) => {
      if (typeof message !== 'function') return ''
      try {
        return String(message(...values))
      } catch {
        return ''
      }
    }
    // Counts are written by language, texts as they are: a value is lost that is neither way in the Chinese sentence.
    const texts = Array.from({ length: 9 }, (_, i) => `§${i}`)
    const counts = Array.from({ length: 9 }, (_, i) => 210 + i)
    const lost = english.filter(({ name, message }) =>
      texts.some((_, i) =>
        [texts, counts].every((values) => {
          const [said, inChinese] = [fill(message, values), fill(chinese.get(name), values)]
          return said.includes(String(values[i])) && !inChinese.includes(String(values[i]))
        }),
      ),
    )
    expect(lost.map(({ name }) => name)).toEqual([])
  })

  it('holds no message that nothing uses', () => {
    const code = ['src', 'electron', 'renderer'].flatMap(sources).map(read).join('\n')
    const used = new Set(
      [...code.matchAll(/\b(t|says)\.(\w+)\s*\.(\w+)/g)].map(
        ([, catalogue, topic, key]) => `${catalogue === 't' ? '' : 'says.'}${topic}.${key}`,
      ),
    )
    for (const [, taken = '', catalogue, topic] of code.matchAll(/const \{([^}]+)\} = (t|says)\.(\w+)/g))
      for (const key of taken.split(','))
        used.add(`${catalogue === 't' ? '' : 'says.'}${topic}.${key.replace(/:.*/, '').trim()}`)
    const unused = english.filter(({ name }) => !used.has(name) && !composed.some((form) => form.test(name)))
    expect(unused.map(({ name }) => name)).toEqual([])
  })

  it('is the only place of the window with texts', () => {
    expect(written).toEqual([])
  })

  it('holds whatever src and electron say to a person', () => {
    const files = ['src', 'electron'].flatMap(sources).filter((file) => !file.startsWith('src/messages/'))
    expect(files.length).toBeGreaterThan(400)
    expect(files.flatMap(spokenTexts).filter((each) => !isUnsaid(each))).toEqual([])
  })

  it('gives the window only what it says itself', () => {
    const loaded = new Set<string>()
    const load = (file: string): void => {
      if (loaded.has(file)) return
      loaded.add(file)
      // Types are not loaded.
      for (const [, name = ''] of read(file).matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gm))
        for (const ending of ['', '.ts', '/index.ts']) {
          const path = join(dirname(file), name + ending)
          if (/\.(ts|svelte)$/.test(path) && existsSync(join(root, path))) load(path)
        }
    }
    window.forEach(load)
    expect(loaded.size).toBeGreaterThan(window.length + 100)
    expect([...loaded].filter((file) => file.startsWith('src/messages/says/'))).toEqual([])
  })

  it('finds a text that is written into a component', () => {
    expect(window.length).toBeGreaterThan(200)
    expect(writtenTexts('test/unit/repository/written.svelte').map(({ text }) => text)).toEqual([
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
    await speakInProcess('zh')
    expect([t.numbers.objects(1), t.numbers.objects(1204), t.numbers.percent(42)]).toEqual([
      '1 个对象',
      '1,204 个对象',
      '42%',
    ])
    expect(says.image.fileIsAFolderChoose('a')).toBe('“a”是文件夹：请选择其中的图像。')
    readMessagesFrom(() => en)
    saySentencesOf(saidInEnglish)
  })
})
