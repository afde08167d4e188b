import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trainOption, trainOptionKeys } from '../../../src/runs/options/table'
import { at, clean, drawSquares, project, windhover } from '../shared/options.fixture'

// What is no option, no value or one too many is refused in a sentence, before anything is done.

describe('words that are wrong', () => {
  const train = ['train', project]
  beforeAll(async () => void (await windhover('init', project, '--classes', 'a,b')))
  afterAll(clean)
  it.each([
    [
      'an option twice',
      ['import', project, 'x.png', '--labels', 'a', '--labels', 'b'],
      /^--labels is given twice/,
    ],
    ['a switch twice', [...train, '--resume', '--resume'], /^--resume is given twice/],
    ['an empty value', [...train, '--epochs', ''], /^--epochs was given nothing/],
    ['an empty value behind =', [...train, '--epochs='], /^--epochs was given nothing/],
    ['a text of nothing', ['init', at('n.windhover'), '--classes', ' '], /^--classes was given nothing/],
    ['no value', [...train, '--epochs', '--json'], /"message":"--epochs lacks its value/],
    ['a value too many', [...train, '--resume=yes'], /^--resume stands alone/],
    ['an unknown option', [...train, '--epoch', '3'], /^train has no option --epoch;/],
    ['a short option', [...train, '-e', '3'], /^train has no option -e;/],
    [
      "another command's option",
      ['build', project, '--epochs', '3'],
      /^build has no option --epochs, train has/,
    ],
    ['an option before the command', ['--json', 'train', project], /^The command comes first/],
    ['a word too many', [...train, 'other'], /^train has no use for "other"/],
    ['a word where none is wanted', ['doctor', 'please'], /^doctor has no use for "please"/],
    ['a file too many', ['inspect', 'a.h5', 'b.h5'], /^inspect has no use for "b.h5"/],
    ['a class twice', ['init', at('n.windhover'), '--classes', 'a,a'], /^--classes names "a" twice/],
    [
      'a class twice in a price',
      [...train, '--class-weights', 'a=2,a=3'],
      /^--class-weights takes .* each class once/,
    ],
    ['two numbers for three', ['build', project, '--split', '0.7,0.3'], /^--split takes 3 numbers/],
    ['a hole between numbers', ['build', project, '--split', '0.7,,0.3'], /^--split takes 3 numbers/],
  ] as const)('%s', async (_, args, sentence) => {
    const { code, out, err } = await windhover(...args)
    expect(`${err}${out}`).toMatch(new RegExp(sentence.source, 'm'))
    expect(code).toBe(2)
  })

  it('numbers that are none', async () => {
    const junk = ['12abc', '1e999', '0x10', '1_000', 'NaN', 'Infinity', '1,5', '--', '1e', '٣']
    for (const [option, ...own] of [
      ['--epochs', '-1', '0', '2.5', '99999999999999999999'],
      ['--seed', '-1', '4294967296'],
      ['--learning-rate', '0', '-0'],
    ] as const)
      for (const word of [...junk, ...own]) {
        const { code, err } = await windhover(...train, `${option}=${word}`)
        expect([code, err], `${option} ${word}`).toEqual([2, expect.stringContaining(`${option} takes a`)])
      }
  })

  it('options may stand before the project, and a minus before nothing is nothing', async () => {
    const { code, err } = await windhover('train', '--seed=-0', '--epochs', '1e0', at('nowhere.windhover'))
    expect([code, err]).toEqual([1, expect.stringContaining('nowhere.windhover')])
  })

  it('what a file is called moves no cursor and makes no line of its own', async () => {
    const name = 'red\x1b[2J\nsquares.png'
    await drawSquares(name.slice(0, -4), 3, 96)
    const { code, out, err } = await windhover('import', project, at(name), '--labels', at('labels'))
    expect(code, err).toBe(0)
    expect(out).toContain('red [2J squares.png')
    expect(`${out}${err}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })

  it('help tells of every option of a training', async () => {
    const { out } = await windhover('help', 'train')
    for (const key of trainOptionKeys) {
      const { flag, about } = trainOption(key)
      expect(out).toContain(`--${flag}`)
      expect(out).toContain(about)
    }
    expect((await windhover('train', '--help')).out).toBe(out)
  })
})
