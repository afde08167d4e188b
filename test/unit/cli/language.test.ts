import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { cutToWidth, leftAligned, rightAligned } from '../../../src/cli/columns'
import { cliCommands } from '../../../src/cli/commands.node'
import { epochLine } from '../../../src/cli/epochLine'
import { commandLineLanguage } from '../../../src/cli/language'
import { progressLine } from '../../../src/cli/reporter.node'
import { says } from '../../../src/messages/says/says'
import { speakInProcess } from '../../../src/messages/says/speak'
import { root, windhover } from '../../fixtures/commandLine'
import { read, sources } from '../repository/writtenTexts'

// The command line speaks the language of the system, and English to programs.

const folder = mkdtempSync(join(tmpdir(), 'windhover-language-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => speakInProcess('en'))

const chinese = (...args: readonly string[]) =>
  windhover(args, { env: { LC_ALL: 'zh_CN.UTF-8', LANGUAGE: '' } })
/** English words beside each other, which are neither an option with its value, nor a path, nor a name in quotes. */
const english = (text: string) =>
  text
    .replaceAll(folder, '')
    .split('\n')
    .filter((line) => !/^ {2}--|用法：|^windhover |^ {2}[a-z]+ (PROJECT|FILE|DIR|\[)|^ {2}worker /.test(line))
    .flatMap((line) => line.match(/[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}/g) ?? [])

describe('the language of the command line', () => {
  it.each([
    ['the first of LC_ALL, LC_MESSAGES and LANG', { LC_ALL: 'zh_CN.UTF-8', LANG: 'en_GB.UTF-8' }, 'zh'],
    ['LC_MESSAGES before LANG', { LC_MESSAGES: 'en_US.UTF-8', LANG: 'zh_CN.UTF-8' }, 'en'],
    ['LANG alone', { LANG: 'zh_SG.utf8' }, 'zh'],
    ['a locale without an encoding', { LANG: 'zh_CN' }, 'zh'],
    ['LANGUAGE, where there is a locale', { LANG: 'de_DE.UTF-8', LANGUAGE: 'fr:zh_CN:en' }, 'zh'],
    ['no LANGUAGE for the locale C', { LC_ALL: 'C.UTF-8', LANGUAGE: 'zh_CN' }, 'en'],
    ['no Chinese for a terminal that cannot show UTF-8', { LANG: 'zh_CN.GB18030' }, 'en'],
    ['an empty variable is none', { LC_ALL: '', LANG: 'zh_CN.UTF-8' }, 'zh'],
    ['what the system says, where nothing is set', {}, 'zh'],
    ['English for other languages', { LANG: 'fr_FR.UTF-8' }, 'en'],
  ] as const)('%s', (_, environment, language) => {
    expect(commandLineLanguage(['runs'], environment, () => 'zh-Hans-CN')).toBe(language)
    expect(commandLineLanguage(['runs', '--json'], environment, () => 'zh-Hans-CN')).toBe('en')
  })

  it('is Chinese from the help to the results, errors and the thread of the project', async () => {
    const project = join(folder, 'cars.windhover')
    const made = await chinese('init', project, '--classes', 'vehicle')
    expect([made.code, made.stdout]).toEqual([0, `已新建 ${project}。\n`])
    const sample = join(root, 'build/sample/crossroads')
    const labels = ['--labels', `${sample}.txt`, '--checked', '0,0,882,430']
    const imported = await chinese('import', project, `${sample}.png`, ...labels)
    expect(imported.stdout).toMatch(/^图像 1：crossroads\.png，1764 × 430 像素，50 个对象，[\d.]+ 秒。$/m)
    const built = await chinese('build', project, '--tile', '128')
    expect(built.stdout).toMatch(/对象上 [\d,]+，对象附近 [\d,]+，背景 [\d,]+，被拒绝的检测结果 0；/)
    const trained = await chinese('train', project, '--epochs', '1', '--steps-per-epoch', '1', '--batch', '2')
    expect(trained.stdout).toMatch(/^第 1 轮：损失 [\d.]+，/m)
    expect(trained.stdout).toMatch(/^运行 \S+ 已完成：1 轮，/m)
    const listed = await chinese('runs', project)
    expect(listed.stdout).toMatch(/已完成/)
    const refused = await chinese('predict', project, '--image', 'x')
    expect([refused.code, refused.stderr]).toEqual([2, '--image 的值应为不小于 0 的整数，而不是“x”。\n'])
    const damaged = await chinese('runs', join(folder, 'nowhere.windhover'))
    expect([damaged.code, damaged.stderr]).toEqual([1, expect.stringMatching(/\p{Script=Han}/u)])
    const told = [made, imported, built, trained, listed, refused, damaged]
    expect(told.flatMap(({ stdout, stderr }) => english(stdout + stderr))).toEqual([])
  }, 120_000)

  it('has a Chinese help for every command and option', async () => {
    await speakInProcess('zh')
    const texts = cliCommands.flatMap(({ summary, help = () => [], rules = [] }) => [
      summary(),
      ...help().map(([, about]) => about),
      ...rules.map(({ why }) => why()),
    ])
    expect(texts.length).toBeGreaterThan(100)
    expect(texts.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([])
    const whole = await chinese('help')
    expect(english(whole.stdout)).toEqual([])
  })

  it('keeps English for programs', async () => {
    const outcome = await chinese('runs', '--json')
    expect(outcome.events).toEqual([
      { event: 'error', code: 'usage', message: expect.stringMatching(/^runs takes a project folder/) },
    ])
  })
})

describe('lines', () => {
  const progress = { done: 3, total: 12, unit: 'images', note: 'a.tif' }
  const report = {
    kind: 'epoch',
    epoch: 3,
    steps: 1,
    loss: 0.41234,
    valF1: 0.7,
    seconds: 2,
    learningRate: 0.003,
  }

  it('say how far it is and what an epoch brought', async () => {
    expect(progressLine(progress, 100)).toMatch(/ a\.tif: 3 of 12 images, 2 min left$/)
    expect(epochLine(report as never)).toBe('Epoch 3: loss 0.4123, F1 0.7, learning rate 0.003, 2.0 s')
    await speakInProcess('zh')
    expect(progressLine(progress, 100)).toMatch(/ a\.tif：3 \/ 12 张图像，剩余 2 分钟$/)
    expect(progressLine({ ...progress, done: 0, total: 0 }, undefined)).toMatch(/ a\.tif：正在准备 …$/)
    expect(epochLine(report as never)).toBe('第 3 轮：损失 0.4123，F1 0.7，学习率 0.003，2.0 秒')
  })

  it('know every unit that a progress counts', () => {
    const units = sources('src')
      .flatMap((file) => [
        ...read(file).matchAll(
          /(?:progress\(|ctx\.progress|\bcount:|\btotal)[^;]{0,160}?\bunit: '([a-z]+)'/g,
        ),
      ])
      .map(([, unit]) => unit)
    expect(units.length).toBeGreaterThan(20)
    expect(units.filter((unit) => !Object.hasOwn(says.commandLine.units, unit ?? ''))).toEqual([])
  })

  it('count one and several', () => {
    const { foundAgain, noTurnedBoxes, tilesByKind } = says.dataCommands
    expect(foundAgain(1, 0)).toBe('1 image found again, 0 still missing.')
    expect(foundAgain(1204, 2)).toBe('1,204 images found again, 2 still missing.')
    expect(noTurnedBoxes(1)).toMatch(/^1 object is no turned box/)
    expect(tilesByKind([['near', 5578]])).toBe('tiles: near 5,578')
  })

  it('stand in columns, where Chinese letters are two wide', () => {
    expect([leftAligned('召回率', 8), leftAligned('recall', 8)]).toEqual(['召回率  ', 'recall  '])
    expect(rightAligned('切片 7', 8)).toBe('  切片 7')
    expect([cutToWidth('停放的车辆', 5), cutToWidth('parked car', 5)]).toEqual(['停放', 'parke'])
  })
})
