// Blocks of a search shared out on a Ray of this computer, with a worker that computes nothing: what a block costs, and what is
// lost when processes are killed, a block ends its worker, the disk is full. Begins in the folder of the checkout.
//   node test/bench/ray.bench.mjs [kills = 50]
import { rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { bundleBeside } from './bundle.mjs'

const file = await bundleBeside('ray', 'src/compute/driver.py')
const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: 'inherit' })
rmSync(file)
rmSync(join(dirname(file), 'driver.py'))
process.exitCode = status ?? 1
