import { at, done, drawSquares, train } from './optionsFixture'

/** Searched once and trained a little, so that it finds something: what the commands about numbers work on. */
export interface Surveyed {
  readonly folder: string
  readonly run: string
}

/** Two pictures of 24 squares each: of `one` parts are held back, `two` was imported after the dataset was built. */
export async function surveyed(name: string): Promise<Surveyed> {
  const folder = at(`${name}.windhover`)
  await drawSquares('one', 1, 640)
  await drawSquares('two', 2)
  await done('init', folder, '--classes', 'a,b')
  await done('import', folder, at('one.png'), '--labels', at('labels/one.txt'), '--checked', 'whole')
  await done('build', folder, '--tile', '64', '--guard', '8', '--tiles', '80', '--split', '0.6,0.2,0.2')
  const { run } = await train(['--steps-per-epoch', '80', '--learning-rate', '0.01'], folder)
  await done('import', folder, at('two.png'), '--labels', at('labels/two.txt'), '--checked', 'whole')
  await done('predict', folder, '--run', run)
  return { folder, run }
}
