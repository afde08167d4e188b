import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliCommands } from '../../../src/cli/commands.node'
import { modelIds } from '../../../src/models/catalogue'
import { refuseIdle } from '../../../src/runs/options/gate'
import { clean, losses, rates, train } from '../shared/options.fixture'
import { importAndBuildRows } from '../shared/options/importAndBuild'
import { judgingRows } from '../shared/options/judging'
import { lookingRows } from '../shared/options/looking'
import { predictingRows } from '../shared/options/predicting'
import { trainingRows } from '../shared/options/training'
import { base, prepare } from '../shared/options/work'

// Every option of every command changes what a person gets, or is refused in a sentence that names it.

/** By `command --option`: what shows that it works, and what refuses it. */
const rows = { ...importAndBuildRows, ...trainingRows, ...predictingRows, ...judgingRows, ...lookingRows }

beforeAll(prepare, 300_000)
afterAll(clean)

describe('every option changes the outcome or is refused', () => {
  const names = cliCommands.flatMap(({ name, options }) =>
    Object.keys(options).map((option) => `${name} --${option}`),
  )

  it('has a row, and its command tells of it', () => {
    expect(Object.keys(rows).sort()).toEqual([...names].sort())
    for (const { usage, options } of cliCommands)
      for (const option of Object.keys(options)) expect(usage).toContain(`--${option}`)
  })
  for (const [name, row] of Object.entries(rows)) it(name, row, 300_000)

  it('a training repeats itself: what differs above differs by the option', async () => {
    const again = await train([])
    expect([losses(again), rates(again)]).toEqual([losses(base), rates(base)])
  })

  it('for every model: what its network or its start has no use for is refused by name', () => {
    const words = { width: 0.5, frozenShare: 0.5 }
    for (const model of modelIds)
      for (const starts of [false, true])
        for (const [key, value] of Object.entries(words)) {
          const small = !['heatmap', 'lite0', 'lite0-linear', 'segment'].includes(model)
          const works = key === 'width' ? small : starts && small && model !== 'alexnet'
          const gate = () => refuseIdle({ [key]: value }, { model, starts })
          if (works) expect(gate).not.toThrow()
          else expect(gate).toThrow(key === 'width' ? /^--width / : /^--frozen-share /)
        }
  })
})
