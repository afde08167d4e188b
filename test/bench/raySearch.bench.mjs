// A search of one large picture by a Ray of this computer beside the search here, in turns: time, CPU time of all processes
// that each of them needs, and whether both come to the same bytes. What Ray itself needs to begin is counted apart.
// A folder that is named keeps the picture and the run for the next call; no rounds: it is only prepared.
//   node test/bench/raySearch.bench.mjs [side 30000] [rounds 1] [folder]
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { bundle } from './bundle.mjs'
import { compile } from '../../build/compile.mjs'

await compile(['code'])
const file = await bundle('raySearch')
const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: 'inherit' })
rmSync(file)
process.exitCode = status ?? 1
