// A project of 1,000,000 objects in the real window: from the command to open it to the first view, and to the last object.
//   xvfb-run -a -s '-screen 0 1600x1000x24' node test/bench/load.bench.mjs [objects] [turns]
// WINDHOVER_BENCH_APP names a folder with a compiled app, WINDHOVER_BENCH_FOLDER keeps the project for the next run.
import { _electron } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { compile } from '../../build/compile.mjs'
import { electronPath } from '../../build/setup/electronPath.mjs'

const root = resolve(import.meta.dirname, '../..')
const appFolder = process.env['WINDHOVER_BENCH_APP'] ?? root
const objects = Number(process.argv[2] ?? 1_000_000)
const turns = Number(process.argv[3] ?? 3)
const side = 8000
if (appFolder === root) await compile()
const kept = process.env['WINDHOVER_BENCH_FOLDER']
const folder = kept ?? mkdtempSync(join(tmpdir(), 'windhover-load-'))
const project = join(folder, 'load.windhover')

function windhover(...args) {
  const run = spawnSync(process.execPath, [join(appFolder, 'out/cli.js'), ...args], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`windhover ${args.join(' ')}: ${run.stderr}`)
}

async function makeProject() {
  const picture = join(folder, 'field.png')
  const noise = { type: 'gaussian', mean: 128, sigma: 30 }
  await sharp({ create: { width: side, height: side, channels: 3, background: 'gray', noise } })
    .png({ compressionLevel: 1 })
    .toFile(picture)
  const labels = createWriteStream(join(folder, 'field.txt'))
  let seed = 1
  const next = () => 0.001 + (0.998 * (seed = (seed * 48_271) % 2_147_483_647)) / 2_147_483_647
  for (let i = 0; i < objects; i++)
    if (!labels.write(`${i % 3} ${next().toFixed(7)} ${next().toFixed(7)} 0.001 0.0008\n`))
      await new Promise((resolve) => labels.once('drain', resolve))
  await new Promise((resolve) => labels.end(resolve))
  windhover('init', project, '--classes', 'car,van,tree')
  windhover('import', project, picture, '--labels', join(folder, 'field.txt'), '--format', 'yolo')
}

/** Milliseconds on a clock and of the window's processor time, until objects are shown, the picture is sharp and all objects are there. */
async function turn() {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({
    executablePath: electronPath(),
    args: [...sandbox, appFolder, `--user-data-dir=${mkdtempSync(join(folder, 'profile-'))}`],
  })
  const page = await app.firstWindow()
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, project)
  const cpu = () =>
    app.evaluate(({ app: electron }) =>
      Object.fromEntries(
        electron
          .getAppMetrics()
          .map(({ type, name, pid, cpu: { cumulativeCPUUsage: used } }) => [
            `${type} ${name ?? ''} ${pid}`,
            used ?? NaN,
          ]),
      ),
    )
  await page.waitForTimeout(1500)
  const before = await cpu()
  const watching = page.evaluate(async (wanted) => {
    const found = { frames: 0, longest: 0 }
    const started = performance.now()
    for (let last = started; ;) {
      const now = await new Promise((done) => requestAnimationFrame(() => done(performance.now())))
      const view = document.querySelector('[role=application]')
      const { objects: shown, settled } = view?.dataset ?? {}
      const some = Number(shown) > 0
      if (found.first !== undefined) found.longest = Math.max(found.longest, now - last)
      last = now
      found.frames++
      if (some) found.first ??= now - started
      if (some && settled === 'true') found.sharp ??= now - started
      if (Number(shown) === wanted && view.getAttribute('aria-busy') === 'false') found.all ??= now - started
      if (found.all && found.sharp) return found
    }
  }, objects)
  await page.keyboard.press('Control+o')
  const found = await watching
  const after = await cpu()
  const used = Object.entries(after).map(([name, sum]) => [name, sum - (before[name] ?? 0)])
  await app.close()
  return { ...found, used }
}

try {
  if (!existsSync(project)) await makeProject()
  for (let n = 0; n < turns; n++) {
    const { first, sharp: drawn, all, longest, frames, used } = await turn()
    const busy = used.filter(([, seconds]) => seconds > 0.05)
    console.log(
      `first objects ${first.toFixed(0)} ms, sharp ${drawn.toFixed(0)} ms, all ${all.toFixed(0)} ms, longest wait for a frame ${longest.toFixed(0)} ms ` +
        `(${frames} frames, load ${loadavg()[0].toFixed(1)}); CPU s: ` +
        busy.map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`).join(', '),
    )
  }
} finally {
  if (!kept) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
}
