import { join } from 'node:path'
import { selectEngine } from '../../src/engine/engines.node'
import { exportModel } from '../../src/training/exportModel.node'
import { classifierRun } from '../unit/shared/classifier.fixture'

// Puts a run of full size into a project: InceptionV3 of our own weights, which Keras gets, or AlexNet of Keras'.

const [project = '', work = '', model = ''] = process.argv.slice(2)
const classNames = Array.from({ length: 10 }, (_, c) => `class ${c}`)
const runDir = join(project, 'runs', model)
await selectEngine('auto')
if (model === 'inception') {
  const normal = { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] }
  await classifierRun(runDir, { model, side: 299, tile: 299, classNames, resize: 'stretch', ...normal })
  await exportModel('inception', runDir, 'keras', join(work, 'inception.h5'))
} else {
  const normal = { mean: [123.7, 116.8, 103.9], std: [1, 1, 1] }
  const about = { model: 'alexnet', side: 227, tile: 256, classNames, resize: 'stretch' as const, ...normal }
  await classifierRun(runDir, { ...about, weights: join(work, 'alexnet.h5') })
}
