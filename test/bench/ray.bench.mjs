// Blocks of a search shared out on a Ray of this computer, with a worker that computes nothing: what a block costs, and what is
// lost when processes are killed, a block ends its worker, the disk is full. Begins in the folder of the checkout.
//   node test/bench/ray.bench.mjs [kills = 50 | traffic]
import { rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { bundleBeside } from './bundle.mjs'

const driver = ['driver.py', 'driver_says.py', 'driver_workers.py']
const file = await bundleBeside('ray', ...driver.map((name) => `src/compute/${name}`))
const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: 'inherit' })
rmSync(file)
for (const name of driver) rmSync(join(dirname(file), name))
process.exitCode = status ?? 1
