// Huge pictures in the real window: memory of all its processes while a mouse pans through 100,000 × 100,000 pixels at several
// zooms; a tile from the disk to a bitmap in the window; from the drop of a tiled TIFF of 39,000 × 29,000 pixels to its pixels.
//   xvfb-run -a -s '-screen 0 1600x1000x24' node test/bench/huge.bench.mjs [seconds of panning]
// WINDHOVER_BENCH_APP: a folder with a compiled app, where it is not to be compiled here.
import { _electron } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { build } from 'esbuild'
import sharp from 'sharp'
import { compile } from '../../build/compile.mjs'
import { electronPath } from '../../build/setup/electronPath.mjs'

const root = resolve(import.meta.dirname, '../..')
const appFolder = process.env['WINDHOVER_BENCH_APP'] ?? root
const seconds = Number(process.argv[2] ?? 60)
const photograph = join(root, 'build/sample/crossroads.png')
if (appFolder === root) await compile()
const folder = mkdtempSync(join(tmpdir(), 'windhover-huge-'))

/** A pyramid whose tiles are a few photographs again and again: megabytes that stand for gigabytes. */
async function makeHuge(path) {
  const script = join(root, 'test-results', `sparse-${process.pid}.mjs`)
  mkdirSync(join(root, 'test-results'), { recursive: true })
  await build({
    entryPoints: [join(root, 'test/bench/sparse.bench.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['sharp'],
    logLevel: 'error',
  })
  const made = spawnSync(process.execPath, [script, path, '100000', photograph], { encoding: 'utf8' })
  rmSync(script)
  if (made.status !== 0) throw new Error(made.stderr)
}

async function makeTiled(path) {
  await sharp(photograph)
    .resize(1000, 1000, { fit: 'fill' })
    .extend({ right: 38_000, bottom: 28_000, extendWith: 'repeat' })
    .tiff({ compression: 'jpeg', quality: 80, tile: true, tileWidth: 256, tileHeight: 256 })
    .toFile(path)
}

async function launch(name) {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({
    executablePath: electronPath(),
    args: [...sandbox, appFolder, `--user-data-dir=${mkdtempSync(join(folder, 'profile-'))}`],
  })
  const page = await app.firstWindow()
  await app.evaluate(
    ({ dialog, BrowserWindow }, filePath) => {
      BrowserWindow.getAllWindows()[0].setContentSize(1280, 800)
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    },
    join(folder, `${name}.windhover`),
  )
  await page.getByRole('button', { name: 'New project', exact: true }).first().click()
  await page.getByRole('application', { name: 'No picture' }).waitFor()
  return { app, page }
}

/** Files from outside of the window, as a person drops them. */
async function drop({ app, page }, path) {
  const session = await app.context().newCDPSession(page)
  const box = await page.getByRole('application').boundingBox()
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'])
    await session.send('Input.dispatchDragEvent', {
      type,
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      data,
    })
}

const settled = (page) =>
  page.waitForFunction(() => document.querySelector('[role=application]')?.dataset.settled === 'true', null, {
    timeout: 60_000,
    polling: 16,
  })

/** Megabytes of all processes of the app; what they share counts once. */
function memory(app) {
  const parents = new Map()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It has ended.
    }
  }
  const top = app.process().pid
  const isOurs = (pid) => pid === top || (parents.has(pid) && isOurs(parents.get(pid)))
  let kilobytes = 0
  for (const pid of [...parents.keys()].filter(isOurs)) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
    } catch {
      // It has ended.
    }
  }
  return kilobytes / 1024
}

/** Drags the picture by hand at one zoom after the other, and looks at the memory each few seconds. */
async function pan({ app, page }, time) {
  const box = await page.getByRole('application').boundingBox()
  const [x, y] = [box.x + box.width * 0.55, box.y + box.height * 0.5]
  const marks = []
  const started = performance.now()
  const passed = () => (performance.now() - started) / 1000
  await page.mouse.move(x, y)
  for (let turn = 0; passed() < time; turn++) {
    if (turn % 8 === 0) {
      await page.keyboard.press('Control+f')
      await page.waitForTimeout(400)
    }
    for (let notch = 0; notch < 7; notch++) await page.mouse.wheel(0, -100)
    const [dx, dy] = [
      [-300, -180],
      [300, -120],
      [-260, 190],
      [310, 140],
    ][turn % 4]
    for (let i = 0; i < 8; i++) {
      await page.mouse.move(x - dx / 2, y - dy / 2)
      await page.mouse.down({ button: 'middle' })
      await page.mouse.move(x + dx / 2, y + dy / 2, { steps: 12 })
      await page.mouse.up({ button: 'middle' })
    }
    marks.push({ at: passed(), megabytes: memory(app) })
  }
  return marks
}

/** Milliseconds from asking for a tile to a bitmap of it, one after the other at random places of the three finest levels. */
const tiles = (page, count) =>
  page.evaluate(async (count) => {
    const post = MessagePort.prototype.postMessage
    // The window's own port, once it asks for something.
    const { port, image } = await new Promise((found) => {
      MessagePort.prototype.postMessage = function (message, ...rest) {
        if (message?.kind === 'image') found({ port: this, image: message.image })
        return post.call(this, message, ...rest)
      }
      const view = document.querySelector('[role=application]')
      view.dispatchEvent(
        new WheelEvent('wheel', { deltaY: 900, clientX: 700, clientY: 400, bubbles: true, cancelable: true }),
      )
    })
    MessagePort.prototype.postMessage = post
    await new Promise((done) => setTimeout(done, 1500))
    const ask = (question) =>
      new Promise((done, fail) => {
        const hear = ({ data }) => {
          if (data.id !== question.id) return
          port.removeEventListener('message', hear)
          if (data.kind === 'bytes') done(data)
          else fail(new Error(data.message))
        }
        port.addEventListener('message', hear)
        port.postMessage(question)
      })
    const [bytes, bitmaps] = [[], []]
    for (let i = 0; i < count; i++) {
      const level = i % 3
      const cells = Math.floor(100_000 / 256 / 2 ** level) - 1
      const [column, row] = [Math.floor(Math.random() * cells), Math.floor(Math.random() * cells)]
      const started = performance.now()
      const reply = await ask({ kind: 'image', image, level, column, row, id: 1e9 + i })
      bytes.push(performance.now() - started)
      const bitmap = await createImageBitmap(new Blob([reply.bytes], { type: reply.type }))
      bitmaps.push(performance.now() - started)
      bitmap.close()
    }
    return { bytes, bitmaps }
  }, count)

const at = (values, share) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)]

try {
  const [huge, region] = [join(folder, 'huge.tif'), join(folder, 'region.tif')]
  await Promise.all([makeHuge(huge), makeTiled(region)])

  const drops = []
  for (let run = 0; run < 3; run++) {
    const window = await launch(`drop-${run}`)
    const started = performance.now()
    await drop(window, region)
    await window.page.getByRole('application', { name: basename(region) }).waitFor({ timeout: 60_000 })
    const there = performance.now() - started
    await window.page.getByRole('application').focus()
    await window.page.keyboard.press('Control+0')
    await window.page.waitForFunction(
      () => {
        const { scale, settled } = document.querySelector('[role=application]').dataset
        return scale === '1' && settled === 'true'
      },
      null,
      { timeout: 60_000, polling: 16 },
    )
    drops.push({ there: there / 1000, sharp: (performance.now() - started) / 1000 })
    await window.app.close()
  }
  const of = (key) =>
    at(
      drops.map((each) => each[key]),
      0.5,
    ).toFixed(2)
  console.log(
    `39,000 × 29,000 tiled TIFF, dropped on the window: there after ${of('there')} s, sharp at full size after ${of('sharp')} s (median of 3, goal 2)`,
  )

  const window = await launch('huge')
  await drop(window, huge)
  await window.page.getByRole('application', { name: basename(huge) }).waitFor({ timeout: 60_000 })
  await settled(window.page)
  const fresh = memory(window.app)
  const { bytes, bitmaps } = await tiles(window.page, 600)
  const ms = (value) => `${value.toFixed(1)} ms`
  console.log(
    `600 tiles at random of 100,000 × 100,000: bytes in the window after ${ms(at(bytes, 0.5))}, 95th percentile ${ms(at(bytes, 0.95))}; bitmap after ${ms(at(bitmaps, 0.5))}, ${ms(at(bitmaps, 0.95))} (goal 5)`,
  )
  const marks = await pan(window, seconds)
  const highest = Math.max(...marks.map(({ megabytes }) => megabytes))
  console.log(
    `memory of all processes: ${fresh.toFixed(0)} MB before, then while panning (goal: below 1,500, flat)`,
  )
  for (const { at: when, megabytes } of marks)
    console.log(`  ${when.toFixed(0).padStart(4)} s ${megabytes.toFixed(0).padStart(6)} MB`)
  const half = (from, to) =>
    marks.slice(from, to).reduce((sum, { megabytes }, _, all) => sum + megabytes / all.length, 0)
  const middle = Math.floor(marks.length / 2)
  console.log(
    `  highest ${highest.toFixed(0)} MB; mean of the first half ${half(0, middle).toFixed(0)} MB, of the second ${half(middle).toFixed(0)} MB`,
  )
  await window.app.close()
  console.log(`${cpus().length} cores, load ${loadavg()[0].toFixed(1)}`)
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
}
