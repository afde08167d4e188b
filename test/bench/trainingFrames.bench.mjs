// Frames of the real window while a person pans, before and during a training on this machine.
//   xvfb-run -a -s '-screen 0 1600x1000x24' node test/bench/trainingFrames.bench.mjs [seconds of each 10]
import { _electron } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { compile } from '../../build/compile.mjs'
import { electronPath } from '../../build/setup/electronPath.mjs'

const root = resolve(import.meta.dirname, '../..')
const seconds = Number(process.argv[2] ?? 10)
const home = mkdtempSync(join(tmpdir(), 'windhover-frames-'))
await compile()

/** Milliseconds between the frames of a drag to and fro, and the longest tasks of the window meanwhile. */
const pan = (page) =>
  page.evaluate(async (seconds) => {
    const view = document.querySelector('[role=application]')
    const { left, top, width, height } = view.getBoundingClientRect()
    const point = (type, dx) =>
      view.dispatchEvent(
        new PointerEvent(type, {
          ...{ bubbles: true, pointerId: 1, button: 1, buttons: type === 'pointerup' ? 0 : 4 },
          ...{ clientX: left + width / 2 + dx, clientY: top + height / 2 },
        }),
      )
    view.setPointerCapture = view.releasePointerCapture = () => {}
    const tasks = []
    const observer = new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map((e) => e.duration)),
    )
    observer.observe({ entryTypes: ['longtask'] })
    const times = []
    point('pointerdown', 0)
    const started = performance.now()
    for (let last = started, i = 0; last - started < seconds * 1000; i++) {
      point('pointermove', 150 * Math.sin(i / 20))
      const now = await new Promise((done) => requestAnimationFrame(done))
      times.push(now - last)
      last = now
    }
    point('pointerup', 0)
    observer.disconnect()
    return { times: times.slice(1), tasks }
  }, seconds)

function row(name, { times, tasks }) {
  const sorted = times.toSorted((a, b) => a - b)
  const perSecond = (1000 * times.length) / times.reduce((sum, time) => sum + time, 0)
  const at = (share) => sorted[Math.floor(sorted.length * share)].toFixed(1)
  const longest = tasks.length ? Math.max(...tasks).toFixed(0) : 'none over 50'
  console.log(`| ${name} | ${perSecond.toFixed(1)} | ${at(0.5)} | ${at(0.95)} | ${at(0.99)} | ${longest} |`)
}

const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, 'config') }
const app = await _electron.launch({
  executablePath: electronPath(),
  args: [...sandbox, root, `--user-data-dir=${join(home, 'profile')}`],
  env,
})
try {
  const page = await app.firstWindow()
  const button = (name) => page.getByRole('button', { name, exact: true })
  const step = (name) => page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
  const said = (words) =>
    page.getByRole('status').filter({ hasText: words }).first().waitFor({ timeout: 120_000 })
  await button('Open sample').first().click()
  await said(/sample is ready/i)
  await step('Dataset')
  await button('Build dataset').click()
  await said(/dataset is built/i)
  await step('Train')
  await page.waitForTimeout(2000)
  const idle = await pan(page)
  await button('Start training').click()
  await page.getByRole('img', { name: /learning \d+ %/ }).waitFor({ timeout: 120_000 })
  await page.waitForTimeout(3000)
  const training = await pan(page)
  await button('Stop').click()
  await said(/training stopped/i)
  const speed = await page.evaluate(
    async () => (await globalThis.windhover.call('project.state')).runs[0].tilesPerSecond,
  )
  console.log(
    `${cpus().length} cores, load ${loadavg()[0].toFixed(1)}; training meanwhile at ${speed.toFixed(1)} tiles/s`,
  )
  console.log('| | frames/s | median ms | 95 % | 99 % | longest task, ms |\n|---|---|---|---|---|---|')
  row('nothing else', idle)
  row('while it trains', training)
} finally {
  await app.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 10 })
}
