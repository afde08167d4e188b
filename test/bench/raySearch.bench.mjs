// A search of one large picture by a Ray of this computer beside the search here, in turns: time, CPU time of all processes
// that each of them needs, and whether both come to the same bytes. What Ray itself needs to begin is counted apart.
//   node test/bench/raySearch.bench.mjs [side 30000] [rounds 1]
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { bundle } from './bundle.mjs'
import { compile } from '../../build/compile.mjs'

await compile(['code'])
const file = await bundle('raySearch')
const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: 'inherit' })
rmSync(file)
process.exitCode = status ?? 1
