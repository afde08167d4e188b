import { expect, test } from 'vitest'
import { Overlay } from '../../../renderer/state/overlay.svelte'
import { PredictStep } from '../../../renderer/state/predictStep.svelte'
import { RunChanges } from '../../../renderer/state/runChanges.svelte'
import { TrainStep } from '../../../renderer/state/trainStep.svelte'
import type { Host } from '../../../renderer/state/host'

// Two runs held against each other, in the window.

const run = (id: string) => ({ id, config: { model: 'heatmap' }, status: 'finished', best: {} })
const image = (id: number, ...predictions: string[]) => ({ id, predictions })

function step() {
  const asked: { runs: string[]; images: number[]; thresholds: unknown[] }[] = []
  const went: number[] = []
  const change = (kind: string, image: number, x: number) => ({ kind, image, rect: { x, y: 0, w: 4, h: 4 } })
  const host = {
    project: { runs: [run('a'), run('b'), run('c'), run('d')], readOnly: null },
    images: [image(1, 'a', 'b'), image(2, 'b', 'c'), image(3, 'a', 'b', 'c')],
    image: image(3, 'a', 'b', 'c'),
    overlay: new Overlay(),
    notices: { attempt: (work: Promise<unknown>) => work, say: () => {} },
    goTo: async (_: number, { x }: { x: number }) => void went.push(x),
    bridge: {
      call: async (command: string, input: (typeof asked)[number]) => {
        if (command !== 'runs.compare') return null
        asked.push(input)
        const runs = input.runs.map((each, i) => ({ run: each, threshold: input.thresholds[i] ?? 0.5 }))
        const changes = [change('gained', 3, 10), change('lost', 1, 20), change('gained', 1, 30)]
        return { gained: 2, lost: 1, moved: 0, runs, changes, leftOut: 0 }
      },
    },
  } as unknown as Host
  const train = new TrainStep(host)
  const predict = new PredictStep(host, train)
  return { asked, went, host, predict, changes: new RunChanges(host, train, predict) }
}

test('the newest two that have searched a picture are held against each other, on the pictures of both', async () => {
  const { asked, changes } = step()
  // "d" has searched nothing.
  expect([changes.first, changes.second]).toEqual(['b', 'c'])
  changes.choose('first', 'c')
  expect([changes.first, changes.second]).toEqual(['c', 'b'])
  changes.choose('first', 'a')
  expect([changes.first, changes.second]).toEqual(['a', 'b'])
  await changes.compare()
  expect(asked).toEqual([{ runs: ['a', 'b'], images: [1, 3], thresholds: [null, null] }])
})

test('a list is stepped through, round and over images; the shown image has its own on the map', async () => {
  const { changes, predict, went } = step()
  await changes.compare()
  expect(changes.shown.map(({ rect }) => rect.x)).toEqual([10])
  await changes.step('gained')
  expect([predict.steps.says(1, 2), predict.steps.current]).toEqual(['gained 1 of 2', 0])
  await predict.steps.step(1)
  await predict.steps.step(1)
  expect(went).toEqual([10, 30, 10])
  // Another list takes its place.
  await changes.step('lost')
  expect(predict.steps.list).toHaveLength(1)
  changes.drawn = false
  expect(changes.shown).toEqual([])
})

test('says so when it is of other runs than those that are chosen, and draws nothing then', async () => {
  const { changes } = step()
  await changes.compare()
  expect(changes.old).toBe(false)
  changes.choose('first', 'a')
  expect([changes.old, changes.shown.length]).toEqual([true, 0])
})
