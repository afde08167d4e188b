// Of simulated surveys, how many of the 95 % intervals of a count hold the truth: many and few objects, evenly and in groups,
// with and without false alarms and misses, on ground that was chosen and on fields that were drawn.
//   node test/bench/count.bench.mjs [surveys a case = 200]
import { rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { bundle } from './bundle.mjs'

const file = await bundle('count')
const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: 'inherit' })
rmSync(file)
process.exitCode = status ?? 1
