// Find similar on photographs with YOLO boxes: recall among as many places as 1.2 times the objects (60 of 50) from one marked
// object, each in turn; after 40 answers of yes or no (the best unanswered place is asked about, from each of five objects);
// and how many of the first 60 unusual places are objects. Then the seconds of both questions on a synthetic picture.
//   node test/bench/similar.bench.mjs FOLDER [part of a file's name] [side of the synthetic picture = 0: none]
import { rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { bundleBeside } from './bundle.mjs'

const file = await bundleBeside('similar', 'src/models/pretrained/lite0.f16')
const { status } = spawnSync(process.execPath, ['--expose-gc', file, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
rmSync(file)
process.exitCode = status ?? 1
