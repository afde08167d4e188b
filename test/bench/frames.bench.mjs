// Pan and zoom in the real window with 1,000,000 objects against none: the same picture, the same path, in turns.
//   xvfb-run -a -s '-screen 0 1600x1000x24' node test/bench/frames.bench.mjs [objects] [turns]
// WINDHOVER_BENCH_FOLDER keeps the two projects for the next run.
import { _electron } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { cpus, loadavg, tmpdir } from 'node:os'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { compile } from '../../build/compile.mjs'
import { electronPath } from '../../build/setup/electronPath.mjs'

const root = resolve(import.meta.dirname, '../..')
/** A folder with a compiled app, where it is not to be compiled here. */
const appFolder = process.env['WINDHOVER_BENCH_APP'] ?? root
const objects = Number(process.argv[2] ?? 1_000_000)
const turns = Number(process.argv[3] ?? 3)
const side = 20_000
if (appFolder === root) await compile()
const kept = process.env['WINDHOVER_BENCH_FOLDER']
const folder = kept ?? mkdtempSync(join(tmpdir(), 'windhover-frames-'))

/** Half of the objects lie anywhere, half in forty clusters: what a person meets. */
function labels(count) {
  let seed = 1
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const inside = (value) => Math.min(0.999, Math.max(0.001, value))
  return Array.from({ length: count }, (_, i) => {
    const cluster = (i % 80) / 2
    const reach = 0.03 * Math.sqrt(-2 * Math.log(next() + 1e-12))
    const turn = 2 * Math.PI * next()
    const x = i % 2 ? next() : ((cluster * 37) % 41) / 41 + reach * Math.cos(turn)
    const y = i % 2 ? next() : ((cluster * 17) % 43) / 43 + reach * Math.sin(turn)
    return `${i % 3} ${inside(x).toFixed(7)} ${inside(y).toFixed(7)} 0.001 0.0008`
  }).join('\n')
}

function windhover(...args) {
  const run = spawnSync(process.execPath, [join(appFolder, 'out/cli.js'), ...args], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`windhover ${args.join(' ')}: ${run.stderr}`)
}

async function makeProjects() {
  const counts = [0, objects]
  const project = (count) => join(folder, `${count}.windhover`)
  if (counts.every((count) => existsSync(project(count))))
    return counts.map((count) => ({ count, project: project(count) }))
  const picture = join(folder, 'field.tif')
  await sharp(join(root, 'build/sample/crossroads.png'))
    .resize(1000, 1000, { fit: 'fill' })
    .extend({ right: side - 1000, bottom: side - 1000, extendWith: 'repeat' })
    .tiff({ compression: 'jpeg', quality: 75, tile: true, tileWidth: 256, tileHeight: 256 })
    .toFile(picture)
  for (const count of counts) {
    windhover('init', project(count), '--classes', 'car,van,tree')
    const file = join(folder, `labels-${count}`, 'field.txt')
    mkdirSync(join(folder, `labels-${count}`))
    writeFileSync(file, labels(count))
    windhover('import', project(count), picture, ...(count ? ['--labels', file, '--format', 'yolo'] : []))
  }
  return counts.map((count) => ({ count, project: project(count) }))
}

async function launch(project, count) {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({
    executablePath: electronPath(),
    args: [...sandbox, appFolder, `--user-data-dir=${mkdtempSync(join(folder, 'profile-'))}`],
  })
  const page = await app.firstWindow()
  await app.evaluate(({ dialog, BrowserWindow }, path) => {
    BrowserWindow.getAllWindows()[0].setContentSize(1280, 800)
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, project)
  await page.getByRole('button', { name: 'Open project', exact: true }).first().click()
  await page.waitForFunction(
    (wanted) => document.querySelector('[role=application]')?.dataset.objects === String(wanted),
    count,
    { timeout: 120_000 },
  )
  await settled(page)
  return { app, page }
}

const settled = (page) =>
  page.waitForFunction(() => document.querySelector('[role=application]')?.dataset.settled === 'true', null, {
    timeout: 60_000,
  })

/** Zooms of the path, each with a pan of `moves` frames and `notches` of the wheel towards the next. */
const zooms = 9
const moves = 12
const notches = 6

/**
 * Milliseconds from frame to frame at one zoom of the path: drag, then wheel, events as fast as frames come. Every place
 * was visited before, so that tiles are there and only drawing counts.
 */
async function measure(page, zoom) {
  return page.evaluate(
    async ({ zoom, moves, notches }) => {
      const view = document.querySelector('[role=application]')
      const { left, top, width, height } = view.getBoundingClientRect()
      const [x, y] = [left + width * 0.55, top + height * 0.5]
      const { scale, detail } = view.dataset
      const frame = () => new Promise((done) => requestAnimationFrame(done))
      const point = (type, dx, dy, buttons) =>
        view.dispatchEvent(
          new PointerEvent(type, {
            bubbles: true,
            pointerId: 1,
            button: 1,
            buttons,
            clientX: x + dx,
            clientY: y + dy,
          }),
        )
      const capture = [view.setPointerCapture, view.releasePointerCapture]
      view.setPointerCapture = view.releasePointerCapture = () => {}
      const times = { pan: [], zoom: [] }
      const step = async (kind, act) => {
        act()
        const started = performance.now()
        await frame()
        // The second callback comes once the first frame was drawn.
        await frame()
        times[kind].push((performance.now() - started) / 2)
      }
      const wheel = (deltaY) =>
        view.dispatchEvent(
          new WheelEvent('wheel', { deltaY, clientX: x, clientY: y, bubbles: true, cancelable: true }),
        )
      point('pointerdown', 0, 0, 4)
      for (let i = 1; i <= moves; i++)
        await step('pan', () => point('pointermove', i * 9 * (zoom % 2 ? -1 : 1), i * 4, 4))
      point('pointerup', 0, 0, 0)
      for (let i = 0; i < notches; i++) await step('zoom', () => wheel(-75))
      for (let i = 0; i < 12; i++) await frame()
      ;[view.setPointerCapture, view.releasePointerCapture] = capture
      return { scale: Number(scale), detail, ...times }
    },
    { zoom, moves, notches },
  )
}

/** Seconds of CPU that drawing took so far: the window's process and the one that does its graphics. */
const spent = (app) =>
  app.evaluate(({ app: electron }) => {
    const all = electron.getAppMetrics()
    const of = (wanted) =>
      all
        .filter(({ type }) => type === wanted)
        .reduce((sum, { cpu }) => sum + (cpu.cumulativeCPUUsage ?? NaN), 0)
    return { window: of('Tab'), graphics: of('GPU') }
  })

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const at95 = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)]

/** One entry for each zoom of each turn, by window. */
const found = [[], []]
let renderer
try {
  const windows = []
  for (const { project, count } of await makeProjects()) windows.push(await launch(project, count))
  renderer = await windows[0].page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2')
    return gl.getParameter(gl.getExtension('WEBGL_debug_renderer_info').UNMASKED_RENDERER_WEBGL)
  })
  for (let turn = -1; turn < turns; turn++) {
    for (const [i, { app, page }] of windows.entries()) {
      await page.keyboard.press('Control+f')
      await settled(page)
      await page.waitForTimeout(500)
      for (let zoom = 0; zoom < zooms; zoom++) {
        const before = await spent(app)
        const times = await measure(page, zoom)
        const after = await spent(app)
        const cpu = Object.entries(after).map(([key, sum]) => [
          key,
          (1000 * (sum - before[key])) / (moves + notches),
        ])
        // The first turn fetches the tiles.
        if (turn >= 0) found[i].push({ turn, place: zoom, ...times, ...Object.fromEntries(cpu) })
      }
    }
  }
  for (const { app } of windows) await app.close()
} finally {
  if (!kept) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
}

console.log(`${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, ${renderer}`)
console.log(`| milliseconds | none | ${objects.toLocaleString('en')} | ratio |\n|---|---|---|---|`)

/** A figure of the steps that `chosen` keeps, and the median over the turns of its ratio. */
function row(name, figure, chosen = () => true) {
  const [none, many] = found.map((steps) => steps.filter(chosen))
  const of = (steps, turn) => figure(steps.filter((step) => step.turn === turn))
  const ratio = median(Array.from({ length: turns }, (_, turn) => of(many, turn) / of(none, turn)))
  console.log(`| ${name} | ${figure(none).toFixed(1)} | ${figure(many).toFixed(1)} | ${ratio.toFixed(2)} |`)
}

for (const kind of ['pan', 'zoom']) {
  row(`a frame of ${kind}, mean`, (steps) => mean(steps.flatMap((step) => step[kind])))
  row(`a frame of ${kind}, 95th percentile`, (steps) => at95(steps.flatMap((step) => step[kind])))
}
const cpuOf = (steps) => mean(steps.map((step) => step.window + step.graphics))
row('CPU of a step, mean', cpuOf)
row('CPU of a step in the window', (steps) => mean(steps.map((step) => step.window)))
row('CPU of a step for graphics', (steps) => mean(steps.map((step) => step.graphics)))
for (let place = 0; place < zooms; place++) {
  const here = (step) => step.place === place
  const { scale, detail } = found[1].find(here)
  row(
    `a frame from scale ${scale.toFixed(3)} on (${detail})`,
    (steps) => mean(steps.flatMap(({ pan, zoom: z }) => [...pan, ...z])),
    here,
  )
  row(`CPU of a step there`, cpuOf, here)
}
