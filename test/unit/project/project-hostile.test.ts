import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fingerprint, Opener, soundProject } from '../shared/hostile.fixture'
import { hostileCases, makeOutside } from '../shared/hostileCases'
import { scratch } from '../shared/project.fixture'

// A project folder that somebody sent: opening it touches nothing outside, ends, and says in one sentence what is wrong.

const at = scratch()
let sound = ''
let opener: Opener
beforeAll(async () => {
  sound = await soundProject(at)
  // Beside the code: what it needs is found from there.
  mkdirSync(join(import.meta.dirname, '../../../out'), { recursive: true })
  opener = await Opener.compiled(join(import.meta.dirname, `../../../out/hostile-${process.pid}.mjs`))
}, 120_000)
afterAll(() => {
  opener.close()
  rmSync(join(import.meta.dirname, `../../../out/hostile-${process.pid}.mjs`), { force: true })
})

/** How many times as long everything takes while others use the machine. */
const busy = () => Math.max(1, (loadavg()[0] ?? 0) / cpus().length)
/** Longest answer and most memory that were met. */
const met = { ms: 0, rss: 0 }

describe.runIf(process.platform !== 'win32')('a project that somebody sent', () => {
  it('opens where nothing is wrong with it', async () => {
    const opened = await opener.open(sound)
    expect('answers' in opened && opened.answers.filter(({ code }) => code && code !== 'no-answer')).toEqual(
      [],
    )
  })

  it.each(hostileCases.map((each) => [each[0], each] as const))(
    '%s',
    async (name, [, make, says, checks = []]) => {
      const place = at(`case ${name.replace(/\W+/g, ' ')}`)
      const folder = join(place, 'sent.windhover')
      const outside = join(place, 'outside')
      makeOutside(outside)
      cpSync(sound, folder, { recursive: true })
      await make(folder, outside)
      const before = fingerprint(outside)
      const opened = await opener.open(folder)
      expect(fingerprint(outside), 'nothing outside was touched').toBe(before)
      if ('died' in opened) {
        expect(opened.died).toMatch(/^[^\n]*did not answer in time[^\n]*\n$/)
        expect(says).toBe('endless')
        expect(opened.ms).toBeLessThan(12_000 * busy())
        return
      }
      const { answers, rss } = opened
      const said = answers.flatMap(({ code, message, step }) =>
        code && !(code === 'no-answer' && step === 'heat outside') ? [`${code}: ${message}`] : [],
      )
      for (const text of said) expect(text).toMatch(/^(?!raw)[\w-]+: [^\n]{15,1200}[.]$/)
      if (says === null) expect(said).toEqual([])
      else expect(said.join('\n')).toMatch(says)
      const slowest = Math.max(...answers.map(({ ms }) => ms))
      met.ms = Math.max(met.ms, slowest)
      met.rss = Math.max(met.rss, rss)
      expect(slowest, JSON.stringify(answers)).toBeLessThan(5000 * busy())
      expect(rss).toBeLessThan(1e9)
      expect(answers.find(({ step }) => step === 'heat outside')?.code ?? 'no-answer').toBe('no-answer')
      for (const check of checks) check(folder)
      rmSync(place, { recursive: true, force: true })
    },
    60_000,
  )

  it('there are a hundred of them', () => {
    expect(hostileCases.length).toBeGreaterThanOrEqual(100)
    console.log(
      `${hostileCases.length} projects: longest answer ${met.ms} ms, most memory ${Math.round(met.rss / 1e6)} MB`,
    )
  })
})
