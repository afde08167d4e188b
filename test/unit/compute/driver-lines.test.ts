import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/base/errors'
import { readDriverLines } from '../../../src/compute/driverLines'
import { driverSentence } from '../../../src/compute/driverSays'
import { jsonReporter } from '../../../src/cli/reporter.node'
import { en as texts } from '../../../src/messages/en'
import { readMessagesFrom, t } from '../../../src/messages/messages'
import { en } from '../../../src/messages/says/en'
import { rememberSentences } from '../../../src/messages/says/said'
import { says, saySentencesOf } from '../../../src/messages/says/says'
import { zh } from '../../../src/messages/says/zh'
import { zh as chinese } from '../../../src/messages/zh'

afterEach(() => {
  saySentencesOf(en)
  readMessagesFrom(() => texts)
})

const progress = { event: 'progress', done: 1, total: 2, slots: 1, failed: 0 }
const read = (...lines: object[]) => readDriverLines(lines.map((line) => JSON.stringify(line)).join('\n'))
const warning = (message: string, says?: unknown) => ({ event: 'warning', message, says })

describe('lines of a driver', () => {
  it('are read among others, and nothing else is', () => {
    const text = [
      'vent":"progress","done":1}',
      JSON.stringify({ ...progress, done: -1 }),
      JSON.stringify(progress),
      '{"event":"other"}',
      `{"event":"warning","message":"${'x'.repeat(3000)}"}`,
    ].join('\n')
    expect(readDriverLines(text)).toEqual([progress])
  })

  it('speak the language here, also of blocks, with what a worker said as it is', () => {
    const ended = ['worker-ended-saying', 1, 'no \u001b[2Jroom']
    const left = ['slot-left-out', ['worker-not-begun', ended]]
    const failed = { image: 0, block: 3, message: 'its worker was lost several times', says: ['worker-lost'] }
    const end = { event: 'end', done: 1, failed: 1, failures: [failed] }
    saySentencesOf(zh)
    const [warned, ended2] = read(warning('A worker was left out.', left), end)
    expect(warned).toEqual({
      event: 'warning',
      message: '已停用一个工作进程：一个工作进程无法开始：工作进程已结束（代码 1）：no  [2Jroom。',
    })
    expect(ended2).toMatchObject({ failures: [{ block: 3, message: '其工作进程多次丢失' }] })
  })

  it('are English where another version says what we do not know, or somebody makes it up', () => {
    saySentencesOf(zh)
    let deep: unknown = ['training-lost']
    for (let i = 0; i < 100; i++) deep = ['goes-on', deep]
    for (const says of [
      undefined,
      'training-lost',
      ['new-code'],
      ['toString'],
      ['goes-on'],
      ['no-answer', { seconds: 3 }],
      ['goes-on', ['new-code']],
      deep,
    ])
      expect(read(warning('As it was said.', says))).toEqual([
        { event: 'warning', message: 'As it was said.' },
      ])
  })

  /** What a worker says under --json, as the driver passes it on. */
  const passedOn = (say: (reporter: ReturnType<typeof jsonReporter>) => void): object[] => {
    const lines: string[] = []
    rememberSentences(texts)
    say(jsonReporter(new AbortController().signal, (line) => lines.push(line)))
    saySentencesOf(en)
    readMessagesFrom(() => texts)
    const code = `
import json, sys
from driver_says import said_by, say, sentence
for line in map(json.loads, sys.stdin):
    said = said_by(line)
    say("warning", **sentence(said))
    say("warning", **sentence(["goes-on", ["training-ended", said]]))
`
    const options = { input: lines.join('\n'), encoding: 'utf8', cwd: 'src/compute' } as const
    const { stdout, stderr } = spawnSync('python3', ['-B', '-c', code], options)
    expect(stderr).toBe('')
    return readDriverLines(stdout)
  }

  it('bring what a worker said in the language here, also within sentences', () => {
    saySentencesOf(en)
    const say = ({ warn, error, tell }: ReturnType<typeof jsonReporter>) => {
      const why = says.engine.computingWithIdWhichIs('wasm', 'no \u001b[2Jroom')
      warn(says.training.leftOutMessage(why))
      error(new AppError('place-version', t.compute.planVersion('0.2', '0.1')), false)
      tell({ event: 'failed', image: 0, block: 1, code: 'usage', message: says.searching.aLineAsksForBlocks })
    }
    const wanted = () => {
      const why = says.engine.computingWithIdWhichIs('wasm', 'no  [2Jroom')
      const all = [
        says.training.leftOutMessage(why),
        t.compute.planVersion('0.2', '0.1'),
        says.searching.aLineAsksForBlocks,
      ]
      const around = (text: string) =>
        says.cluster.goesOnFromCheckpoint(says.cluster.trainingEndedThere(text))
      return all.flatMap((text) => [text, around(text)])
    }
    const english = wanted()
    expect(passedOn(say).map((line) => (line as { message: string }).message)).toEqual(english)
    // As `passedOn` reads them in the language of the process, that is set between.
    const raw: string[] = []
    rememberSentences(texts)
    say(jsonReporter(new AbortController().signal, (line) => raw.push(line)))
    saySentencesOf(zh)
    readMessagesFrom(() => chinese)
    const lines = raw.map((line) => ({ event: 'warning', ...pick(JSON.parse(line) as never) }))
    const messages = read(...lines).map((line) => (line as { message: string }).message)
    expect(messages).toEqual(wanted().filter((_, i) => i % 2 === 0))
    const nested = lines.map(({ message, says }) => ['goes-on', ['training-ended', { text: message, says }]])
    const around = read(...nested.map((says) => warning('English.', says)))
    expect(around.map((line) => (line as { message: string }).message)).toEqual(
      wanted().filter((_, i) => i % 2 === 1),
    )
    expect(messages.every((message) => /[\u4e00-\u9fff]/.test(message))).toBe(true)
  })

  it('take nothing that is made up from a worker', () => {
    saySentencesOf(zh)
    const made = [
      ['says'],
      ['says.cluster'],
      ['says.cluster.toString'],
      ['says.cluster.__proto__'],
      ['says.cluster.workerEnded'],
      ['other.cluster.workerEnded', 1],
      ['says.commandLine.list', 7],
      ['says.cluster.workerEnded', ...Array.from({ length: 20 }, () => 1)],
    ]
    for (const says of made)
      expect(read(warning('As it was said.', says)), JSON.stringify(says)).toEqual([
        { event: 'warning', message: 'As it was said.' },
      ])
    const [told] = read(warning('x', ['says.cluster.workerEndedSaying', 1, 'a\u001b[2J\u009b1mb']))
    // eslint-disable-next-line no-control-regex -- none of them comes through
    expect((told as { message: string }).message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
  })

  it('are in the catalogue as the driver says them in English', () => {
    const source = readFileSync('src/compute/driver_says.py', 'utf8')
    const texts = [...source.matchAll(/^ {4}"([a-z-]+)": (["'])(.*)\2,$/gm)]
    expect(texts.length).toBe(source.match(/^ {4}"[a-z]/gm)?.length)
    for (const [, code = '', , text = ''] of texts) {
      const values = [...text.matchAll(/\{\}/g)].map((_, i) => `value ${i}`)
      const filled = values.reduce((all, value) => all.replace('{}', value), text)
      expect(driverSentence([code, ...values])).toBe(filled)
    }
  })
})

const pick = ({ message, says }: { message: string; says?: unknown }) => ({ message, says })
