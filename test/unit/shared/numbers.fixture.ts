import { ProjectStore } from '../../../src/project/store/store.node'
import type { Rect } from '../../../src/geometry/rect'
import { at, done, drawSquares, train } from './options.fixture'

/** Searched once and trained a little, so that it finds something: what the commands about numbers work on. */
export interface Surveyed {
  readonly folder: string
  readonly run: string
}

/**
 * Two pictures of 24 squares each: of `one` parts are held back, `two` was imported after the dataset was built. With `open`
 * a third of 960 pixels a side, of which nothing is checked though all its objects are marked.
 */
export async function surveyed(name: string, open = false): Promise<Surveyed> {
  const folder = at(`${name}.windhover`)
  await drawSquares('one', 1, 640)
  await drawSquares('two', 2)
  await done('init', folder, '--classes', 'a,b')
  await done('import', folder, at('one.png'), '--labels', at('labels/one.txt'), '--checked', 'whole')
  await done('build', folder, '--tile', '64', '--guard', '8', '--tiles', '80', '--split', '0.6,0.2,0.2')
  const { run } = await train(['--steps-per-epoch', '80', '--learning-rate', '0.01'], folder)
  await done('import', folder, at('two.png'), '--labels', at('labels/two.txt'), '--checked', 'whole')
  if (open) {
    await drawSquares('three', 3, 960)
    await done('import', folder, at('three.png'), '--labels', at('labels/three.txt'), '--checked', 'none')
  }
  await done('predict', folder, '--run', run)
  return { folder, run }
}

/** Declares areas checked, as a person does in the window. */
export async function declareChecked(folder: string, image: number, rects: readonly Rect[]): Promise<void> {
  const store = await ProjectStore.open(folder)
  const changes = rects.map(({ x, y, w, h }) => {
    const after = { id: store.nextId(), image, rect: { x, y, w, h } }
    return { table: 'checked' as const, before: null, after }
  })
  store.applyEdit({ label: 'Check', changes })
  store.close()
}
