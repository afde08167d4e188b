import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { readDriverLines } from '../../../src/compute/driverLines'
import { driverSentence } from '../../../src/compute/driverSays'
import { en } from '../../../src/messages/says/en'
import { saySentencesOf } from '../../../src/messages/says/says'
import { zh } from '../../../src/messages/says/zh'

afterEach(() => saySentencesOf(en))

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
