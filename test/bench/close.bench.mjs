// Closes the app at random moments while edits are made, on disks of different speed, and looks whether the project holds
// all that was shown: as many objects as the picture said, and one where the selected one was. Linux only, for the slow disk.
//   [WINDHOVER_TEST_APP=a packaged app] [WINDHOVER_BENCH_EACH=1, to tell each round] xvfb-run -a node test/bench/close.bench.mjs [rounds = 300] [seed = 1] [most objects = 200000]
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sqlite from 'node-sqlite3-wasm'
import { slowSync } from '../fixtures/slowSync.mjs'
import { generator, inHome, noneLeft, root } from './appBench.mjs'

/** Ways out: the window's button, the app's own, and a signal, as the system sends it when it goes down. */
const ways = ['window', 'quit', 'signal']
const longestWay = 600_000 // ms after which an app that does not end is a fault of its own

export async function closeAtRandom({
  rounds,
  seed = 1,
  sizes = [0, 200],
  syncs = [0, 200, 1000],
  launch,
  folder,
  say = () => {},
}) {
  const random = generator(seed)
  const choose = (list) => list[Math.floor(random() * list.length)]
  const total = { edits: 0, objects: 0, unsaved: 0, places: 0, questions: 0, worstMs: 0, worst: '' }
  const made = new Map()
  for (let round = 1; round <= rounds; round++) {
    const [size, sync, way] = [choose(sizes), choose(syncs), choose(ways)]
    const what = `round ${round} (seed ${seed}: ${size} objects, ${sync} ms a sync, ${way})`
    if (!made.has(size)) made.set(size, await prepare(launch, folder, size))
    const project = join(folder, 'close.windhover')
    rmSync(project, { recursive: true, force: true })
    cpSync(made.get(size), project, { recursive: true })
    const app = await start(await launch(slowSync(folder, sync)))
    await app.open(project, size)
    const edits = await app.edit(random, size)
    const { objects: shown, place, saved } = await app.shown()
    const { ms, questions, end } = await app.leave(way)
    if (ms > longestWay) throw new Error(`After ${what} the app had not ended in ${longestWay / 1000} s.`)
    const stored = storedObjects(project)
    if (stored !== shown)
      throw new Error(`After ${what} ${shown} objects were shown, and ${stored} are in the project (${end}).`)
    if (place && !storedPlaces(project).has(place))
      throw new Error(`After ${what} none of the objects is where one was shown: ${place}.`)
    if (!saved) total.unsaved++
    if (place) total.places++
    if (existsSync(join(project, 'project.lock')))
      throw new Error(`After ${what} the project is still locked.`)
    total.edits += edits
    total.objects += Math.abs(size - shown)
    total.questions += questions
    if (ms > total.worstMs) Object.assign(total, { worstMs: ms, worst: what })
    await noneLeft(folder, what)
    if (process.env.WINDHOVER_BENCH_EACH)
      say(
        `${what}: ${edits} edits, ${shown} shown, ${place ?? 'no place'}, ${saved ? '' : 'not yet '}saved, ` +
          `${ms.toFixed(0)} ms, ${questions} questions`,
      )
    if (round % 10 === 0)
      say(`${round} rounds, ${total.edits} edits, the longest way out ${total.worstMs.toFixed(0)} ms`)
  }
  return total
}

/** Objects that a closed project's file holds. */
export function storedObjects(project) {
  return stored(project, (db) => Number(db.get('SELECT count(*) AS n FROM objects').n))
}

/** What a closed project's file says of its pictures, of those of which something is said. */
export function storedNotes(project) {
  const rows = stored(project, (db) => db.all('SELECT extra FROM images ORDER BY id'))
  return rows.flatMap(({ extra }) => JSON.parse(extra ?? '{}').notes ?? [])
}

/** Where a closed project's boxes are: "width,height,x,y" in whole pixels. */
function storedPlaces(project) {
  const boxes = stored(project, (db) =>
    db.all("SELECT shape FROM objects WHERE hex(substr(shape, 1, 1)) IN ('00', '10')"),
  )
  return new Set(boxes.map(({ shape }) => placeOf(Buffer.from(shape))))
}

/** A box as `src/records/shapeBlob.ts` writes it: a byte of kind, then x, y, w, h, in single precision where bit 4 is set. */
function placeOf(bytes) {
  const single = (bytes[0] & 0x10) !== 0
  const [x, y, w, h] = [0, 1, 2, 3].map((i) =>
    Math.round(single ? bytes.readFloatLE(1 + 4 * i) : bytes.readDoubleLE(1 + 8 * i)),
  )
  return [w, h, x, y].join()
}

function stored(project, read) {
  // The library's own lock is a folder, which a killed process leaves behind.
  rmSync(join(project, 'project.db.lock'), { recursive: true, force: true })
  const db = new sqlite.Database(join(project, 'project.db'))
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    return read(db)
  } finally {
    db.close()
  }
}

/** A project of one picture with so many objects; returns its folder. */
async function prepare(launch, folder, size) {
  const project = join(folder, `prepared-${size}.windhover`)
  const pictures = join(folder, `pictures-${size}`)
  mkdirSync(pictures, { recursive: true })
  const picture = join(pictures, 'field.png')
  copyFileSync(join(root, 'build/sample/crossroads.png'), picture)
  const place = (i) =>
    `0 ${(0.05 + 0.9 * ((i * 0.618) % 1)).toFixed(6)} ${(0.1 + (0.8 * i) / Math.max(1, size)).toFixed(6)}`
  const lines = Array.from({ length: size }, (_, i) => `${place(i)} 0.004 0.01`)
  if (size > 0) writeFileSync(join(pictures, 'field.txt'), lines.join('\n'))
  const files = readdirSync(pictures).map((name) => join(pictures, name))
  const app = await start(await launch({}))
  await app.create(project, files, size)
  await app.leave('window')
  if (storedObjects(project) !== size) throw new Error(`${size} objects could not be prepared.`)
  return project
}

async function start(electron) {
  const page = await electron.firstWindow()
  await page.waitForLoadState('domcontentloaded')
  const image = page.getByRole('application')
  const objects = async () => Number(await image.getAttribute('data-objects'))
  // Also without a picture there is a place for it, with nothing on it.
  const ready = async (size) =>
    (await image.getAttribute('aria-label')) === 'field.png' &&
    (await objects()) === size &&
    (await image.getAttribute('aria-busy')) === 'false' &&
    (await image.getAttribute('data-settled')) === 'true'
  const until = async (test, what, ms = 120_000) => {
    for (const end = Date.now() + ms; Date.now() < end;) {
      if (await test().catch(() => false)) return
      await new Promise((done) => setTimeout(done, 50))
    }
    throw new Error(
      `The window does not show ${what}: ${await objects()} objects, ${await page.innerText('body')}`,
    )
  }
  // Whoever is asked waits, as a person would who wants to lose nothing.
  await electron.evaluate(({ dialog }) => {
    globalThis.questions = 0
    dialog.showMessageBox = () => {
      globalThis.questions += 1
      return new Promise((answer) => setTimeout(() => answer({ response: 0 }), 2000))
    }
  })
  const answerWith = (path) =>
    electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
    }, path)
  return {
    /** What a person sees at this moment: also what was pressed last has been handled and drawn. */
    async shown() {
      await page.evaluate(
        () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
      )
      return page.evaluate(() => {
        const text = document.body.innerText
        const found = /([\d,]+) × ([\d,]+) px at ([\d,]+), ([\d,]+)/.exec(text)
        const image = document.querySelector('[role="application"]')
        return {
          objects: Number(image.getAttribute('data-objects')),
          place: found
            ?.slice(1)
            .map((number) => Number(number.replaceAll(',', '')))
            .join(),
          saved: /^Saved$/m.test(text),
        }
      })
    },
    async create(project, files, size) {
      await answerWith(project)
      await page.getByRole('button', { name: 'New project' }).first().click()
      await electron.evaluate(({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
      }, files)
      await page.getByRole('button', { name: 'Import images' }).first().click()
      await until(() => ready(size), `field.png with ${size} objects`)
    },
    async open(project, size) {
      await answerWith(project)
      await page.getByRole('button', { name: 'Open project' }).first().click()
      await until(() => ready(size), `field.png with ${size} objects`)
    },
    /** Some steps of drawing, moving all, deleting all and undoing; the last of them may still be on its way. */
    async edit(random, size) {
      await image.focus()
      await page.keyboard.press('r')
      const box = await image.boundingBox()
      const steps = 1 + Math.floor(random() * 6)
      const done = []
      const selectAll = async () => {
        // Refused while objects are still being loaded.
        await until(async () => (await image.getAttribute('aria-busy')) !== 'true', 'all objects')
        await page.keyboard.press('Control+a')
      }
      // What an undo would take back: of a move the picture's figures say nothing.
      const undoable = []
      for (let step = 0; step < steps; step++) {
        const draw = random()
        if (draw < 0.2 && size > 0) {
          done.push('delete')
          undoable.push('delete')
          await selectAll()
          await page.keyboard.press('Delete')
        } else if (draw < 0.3 && step > 0 && undoable.at(-1) !== 'move') {
          done.push('undo')
          undoable.pop()
          // Until it is to be seen: what a key that was just pressed will do, nobody was shown.
          // Where nothing was drawn yet, the import of the picture is what is undone.
          const shown = async () => `${await image.getAttribute('aria-label')}, ${await objects()} objects`
          const before = await shown()
          await page.keyboard.press('Control+z')
          const nothing = page.getByText('There is nothing to undo.').first()
          await until(
            async () => (await shown()) !== before || nothing.isVisible(),
            `that a step of ${steps} was undone (${done.join(', ')}; before: ${before})`,
            // It waits until all that was done before is saved: on a slow disk some hundred thousand changes.
            600_000,
          )
        } else if (draw < 0.5 && (await objects()) > 0) {
          done.push('move')
          undoable.push('move')
          await selectAll()
          await page.keyboard.press('Alt+ArrowRight')
        } else {
          const [x, y] = [
            box.x + box.width * (0.35 + 0.3 * random()),
            box.y + box.height * (0.4 + 0.15 * random()),
          ]
          done.push('draw')
          undoable.push('draw')
          await page.mouse.move(x, y)
          await page.mouse.down()
          await page.mouse.move(x + 20, y + 12)
          await page.mouse.move(x + 30 + 20 * random(), y + 20)
          await page.mouse.up()
        }
        if (random() < 0.5) await new Promise((done) => setTimeout(done, random() * 400))
      }
      // One alone is selected, so that the window tells where it is.
      if (random() < 0.5) await page.keyboard.press('Tab')
      return steps
    },
    async leave(way) {
      const began = performance.now()
      const child = electron.process()
      // Told where something is lost: an app whose screen or bench was stopped did not leave by itself.
      const ended = new Promise((done) =>
        child.once('exit', (code, signal) => done(`it ended with ${signal ?? code}`)),
      )
      let questions = 0
      const counting = setInterval(() => {
        electron
          .evaluate(() => globalThis.questions)
          .then(
            (n) => (questions = n),
            () => {},
          )
      }, 500)
      if (way === 'signal') child.kill('SIGTERM')
      else {
        await electron
          .evaluate(({ app, BrowserWindow }, by) => {
            // After this call has been answered.
            setTimeout(() => (by === 'quit' ? app.quit() : BrowserWindow.getAllWindows()[0]?.close()))
          }, way)
          .catch(() => {})
      }
      const late = setTimeout(() => child.kill('SIGKILL'), longestWay + 1000)
      const end = await ended
      clearTimeout(late)
      clearInterval(counting)
      return { ms: performance.now() - began, questions, end }
    },
  }
}

async function main() {
  const [rounds = 300, seed = 1, most = 200_000] = process.argv.slice(2).map(Number)
  const sizes = [0, 1, 40, 40, 3000, most]
  const { result, seconds } = await inHome('close', ({ folder, launch }) =>
    closeAtRandom({ rounds, seed, sizes, launch, folder, say: console.log }),
  )
  console.log(
    `Closed ${rounds} times in ${seconds} s, seed ${seed}, after ${result.edits} edits ` +
      `(${result.objects} objects more or fewer than before), ${result.unsaved} times while something was being saved: all that ` +
      `was shown is there, also the ${result.places} objects whose place was shown; ${result.questions} questions, ` +
      `the longest way out ${(result.worstMs / 1000).toFixed(1)} s (${result.worst}).`,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
