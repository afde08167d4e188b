// Makes a sound file for each reader of the mutations in a folder; prints where they lie.
import { join } from 'node:path'
import { writeH5File } from '../../src/dataset/h5File.node'
import { soundProject } from '../unit/hostileFixture'

const work = process.argv[2] ?? ''
const project = await soundProject((name) => join(work, name))
const run = join(project, 'runs', 'run-1')
const keras = join(work, 'sound-keras.h5')
await writeH5File(
  keras,
  async (file) => {
    file.create_attribute('layer_names', ['conv'])
    file.create_group('conv').create_attribute('weight_names', ['conv/kernel:0'])
    file.create_group('conv/conv')
    file.create_dataset({
      name: 'conv/conv/kernel:0',
      data: new Float32Array(900).fill(0.5),
      shape: [3, 3, 10, 10],
    })
  },
  () => {},
)
console.log(
  JSON.stringify({
    run: join(run, 'run.json'),
    checkpoint: join(run, 'checkpoints/best/checkpoint.json'),
    prediction: join(project, 'predictions/run-1/1.h5'),
    dataset: join(project, 'datasets/dataset.h5'),
    keras,
    project: join(project, 'project.db'),
  }),
)
process.exit(0)
