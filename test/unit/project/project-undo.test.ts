import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { ProjectStore } from '../../../src/project/store/store.node'
import { noPause, projectWithImage } from '../shared/project.fixture'
import { UndoModel } from './undoModel'

// Seeds that once failed stay in the file and are run first, every time; each run adds one that nobody has tried.

const seedFile = join(import.meta.dirname, 'undoSeeds.json')
const kept = JSON.parse(readFileSync(seedFile, 'utf8')) as { seed: number; edits: number }[]
const fresh = { seed: Date.now() % 2 ** 31, edits: 4000 }
/** What is written here needs no disk: many thousand steps wait for none. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

for (const { seed, edits } of [...kept, fresh]) {
  it(`undoes ${edits} random edits of all kinds and does them again: seed ${seed}`, async () => {
    const folder = mkdtempSync(join(memory, 'windhover-undo-'))
    try {
      await backAndForth(join(folder, 'p.windhover'), new Random(seed), edits)
    } catch (error) {
      if (!kept.some((each) => each.seed === seed)) {
        const seeds = [...kept, { seed, edits }].map((each) => `  ${JSON.stringify(each)}`)
        writeFileSync(seedFile, `[\n${seeds.join(',\n')}\n]\n`)
      }
      throw error
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 600_000)
}

async function backAndForth(folder: string, random: Random, edits: number): Promise<void> {
  const { store } = await projectWithImage(folder)
  const model = new UndoModel(random, store)
  const every = Math.ceil(edits / 20)
  const snapshots = new Map([[0, model.snapshot()]])
  for (let n = 1; n <= edits; n++) {
    await model.step()
    if (n % every === 0 || n === edits) {
      snapshots.set(n, model.snapshot())
      expect(model.stored() === snapshots.get(n), `the project after ${n} edits`).toBe(true)
    }
  }
  for (const direction of ['undo', 'redo'] as const) {
    await restart(model, folder)
    for (let n = 1; n <= edits; n++) {
      const at = direction === 'undo' ? edits - n : n
      expect(await model.store.step(direction, noPause), `${direction} to edit ${at}`).not.toBeNull()
      const then = snapshots.get(at)
      if (then) expect(model.stored() === then, `the project after ${direction} to edit ${at}`).toBe(true)
    }
    expect(await model.store.step(direction, noPause)).toBeNull()
  }
  model.store.close()
}

async function restart(model: UndoModel, folder: string): Promise<void> {
  model.store.close()
  model.store = await ProjectStore.open(folder)
}
