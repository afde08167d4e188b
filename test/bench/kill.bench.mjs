// Kills the app's processes at random moments while edits are made, one of them or all at once, and looks whether all that
// was confirmed is there and nothing of the app is left.
//   xvfb-run -a node test/bench/kill.bench.mjs [kills = 1000] [seed = 1]
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generator, inHome, noneLeft, processesOf, root } from './appBench.mjs'

/** Each edit moves two objects to its number, so that half an edit would show. */
const objects = 40

export async function killAtRandom({ kills, seed = 1, launch, folder, say = () => {} }) {
  const random = generator(seed)
  const project = join(folder, 'kill.windhover')
  const killed = Object.fromEntries(targets.map(([name]) => [name, 0]))
  /** What each pair of objects was last confirmed to be. */
  const confirmed = new Map()
  let [edits, worstMs, app] = [0, 0, await start(launch, folder)]
  await app.create(project)
  for (let n = 1; n <= kills; n++) {
    const target = choose(random())
    // Only when the edits have begun: a slow machine would be killed before each first one.
    await app.write(confirmed, (ms) => ((edits += 1), (worstMs = Math.max(worstMs, ms))))
    await new Promise((done) => setTimeout(done, random() * 250))
    await app.kill(target)
    killed[target] += 1
    if (endsApp.has(target)) {
      await noneLeft(folder, `kill ${n} (${target}, seed ${seed})`)
      app = await start(launch, folder)
      await app.open(project)
    } else await app.pause()
    check(await app.pairs(), confirmed, `${n} (${target}, seed ${seed})`)
    if (n % 50 === 0) say(`${n} kills, ${edits} confirmed edits`)
  }
  await app.close()
  await noneLeft(folder, 'the end')
  return { kills: killed, edits, worstMs }
}

/** What is killed, and how often; the window is drawn by a process of its own, too. */
const targets = [
  ['store', 0.5],
  ['data', 0.1],
  ['trainer', 0.1],
  ['window', 0.1],
  ['main', 0.1],
  ['all', 0.1],
]
/** The driver of the tests gives a page up that has crashed: the app is then closed, as a person would. */
const endsApp = new Set(['window', 'main', 'all'])

function choose(draw) {
  let left = draw
  return (targets.find(([, share]) => (left -= share) < 0) ?? targets[0])[0]
}

function check(pairs, confirmed, kill) {
  for (const [pair, [a, b]] of pairs.entries()) {
    if (a !== b)
      throw new Error(`After kill ${kill} half an edit is there: pair ${pair} is at ${a} and ${b}.`)
    const last = confirmed.get(pair) ?? 0
    if (a < last) throw new Error(`After kill ${kill} pair ${pair} is at ${a}; ${last} was confirmed.`)
    confirmed.set(pair, a)
  }
}

/** The app with a page that makes edits, one after the other, as the window's own queue does. */
async function start(launch, folder) {
  const electron = await launch()
  const page = await electron.firstWindow()
  await page.waitForLoadState('domcontentloaded')
  const call = (name, input) => page.evaluate(([n, i]) => globalThis.windhover.call(n, i), [name, input])
  const image = async () => (await call('project.state', undefined)).images[0].id
  const load = async () => (await call('document.load', { image: await image() })).objects
  let heard = () => {}
  let moving = Promise.resolve()
  let dead = false
  page.on('console', (message) => heard(message.text()))
  const end = async (target) => {
    const main = electron.process()
    const ended = new Promise((done) => main.once('exit', done))
    dead = true
    if (target === 'main') main.kill('SIGKILL')
    else if (target === 'all')
      for (const pid of processesOf(folder)) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // It went with another one.
        }
      }
    else {
      const crash = ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()
      await electron.evaluate(crash)
      await electron.evaluate(({ app }) => void setTimeout(() => app.quit(), 500))
    }
    return ended
  }
  return {
    async create(project) {
      await electron.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
      }, project)
      await call('project.new', { classes: ['car'] })
      await call('images.import', { paths: [join(root, 'build/sample/crossroads.png')] })
      const id = await image()
      const { nextId } = await call('document.open', { image: id })
      const kind = (await call('project.state', undefined)).classes[0].id
      const changes = Array.from({ length: objects }, (_, i) => {
        const shape = { kind: 'box', x: 0, y: i, w: 5, h: 5 }
        const after = { id: nextId + i, image: id, class: kind, shape, origin: 'human' }
        return { table: 'objects', before: null, after }
      })
      const token = 'Begin'
      await call('document.hold', { token, label: 'Begin', total: changes.length, at: 0, changes })
      await call('document.apply', { token })
    },
    open: (path) => call('project.open', { path }),
    /** Resolves when the first edit is on its way; those after it go on until `pause`. */
    async write(confirmed, tell) {
      let begun = () => {}
      const first = new Promise((done) => (begun = done))
      heard = (line) => {
        const [word, pair, number, ms] = line.split(' ')
        if (word === 'begun') begun()
        if (word !== 'confirmed') return
        confirmed.set(Number(pair), Number(number))
        tell(Number(ms))
      }
      moving = page
        .evaluate(() => (globalThis.stopped = false))
        .then(load)
        .then((rows) => page.evaluate(move, rows))
        .catch((error) => (dead ? undefined : error))
      await Promise.race([first, moving])
    },
    async kill(target) {
      if (endsApp.has(target)) return end(target)
      if (target === 'trainer') await call('engines.list', undefined)
      const pids = await electron.evaluate(
        ({ app }, name) =>
          app.getAppMetrics().flatMap((m) => (m.serviceName === name || m.name === name ? [m.pid] : [])),
        `windhover-${target}`,
      )
      for (const pid of pids) process.kill(pid, 'SIGKILL')
      // The edits go on over the kill.
      await new Promise((done) => setTimeout(done, 150))
    },
    async pause() {
      await page.evaluate(() => (globalThis.stopped = true))
      const error = await moving
      if (error) throw error
    },
    async pairs() {
      const rows = await load()
      return Array.from({ length: objects / 2 }, (_, i) => [rows[2 * i].shape.x, rows[2 * i + 1].shape.x])
    },
    close: () => electron.close(),
  }
}

/** Runs in the page. Tries again what a dead process did not answer; a token keeps it from being done twice. */
async function move(rows) {
  let number = Math.max(...rows.map((row) => row.shape.x))
  console.log('begun')
  while (!globalThis.stopped) {
    const pair = Math.floor((Math.random() * rows.length) / 2)
    number += 1
    const changes = [2 * pair, 2 * pair + 1].map((i) => {
      const before = rows[i]
      return {
        table: 'objects',
        before,
        after: (rows[i] = { ...before, shape: { ...before.shape, x: number } }),
      }
    })
    const token = crypto.randomUUID()
    const began = performance.now()
    const part = { token, label: 'Move', total: changes.length, at: 0, changes }
    await globalThis.windhover.call('document.hold', part)
    for (;;) {
      try {
        await globalThis.windhover.call('document.apply', { token })
        break
      } catch (error) {
        if (error.code !== 'worker-died') throw new Error(`${error.code}: ${error.message}`, { cause: error })
      }
    }
    console.log(`confirmed ${pair} ${number} ${performance.now() - began}`)
  }
}

async function main() {
  const [kills = 1000, seed = 1] = process.argv.slice(2).map(Number)
  const { result, seconds } = await inHome('kill', ({ folder, launch }) =>
    killAtRandom({ kills, seed, launch, folder, say: console.log }),
  )
  const each = Object.entries(result.kills).map(([name, n]) => `${name} ${n}`)
  console.log(
    `${kills} kills (${each.join(', ')}) in ${seconds} s, seed ${seed}: all of ${result.edits} confirmed edits are there, ` +
      `no process is left; the longest took ${result.worstMs.toFixed(0)} ms, kills included.`,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
