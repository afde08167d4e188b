// Reads damaged copies of one kind of file: READER WORK-FOLDER FROM TO SEED. Tells its parent of each before and after.
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Trial } from '../fixtures/damage'
import { readers } from '../fixtures/damagedFiles'

const [name = '', work = '', from = '1', to = '1', seed = '1', kept = ''] = process.argv.slice(2)
const reader = readers[name]
if (!reader) {
  console.log(JSON.stringify(Object.keys(readers)))
  process.exit(0)
}
const trial = await Trial.of(reader, work)
process.send?.({ path: trial.sound.path })
for (let n = Number(from); n <= Number(to); n++) {
  process.send?.({ begins: n })
  const outcome = await trial.run(n, Number(seed))
  if (outcome.kind === 'raw') {
    mkdirSync(kept, { recursive: true })
    copyFileSync(trial.sound.path, join(kept, `${name}-${seed}-${n}`))
  }
  process.send?.({ n, ...outcome })
}
process.send?.({ rss: process.resourceUsage().maxRSS }, () => process.exit(0))
