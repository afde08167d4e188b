// From start to a window that takes input, beside an empty Electron window, in turns.
//   xvfb-run -a node test/bench/startup.bench.mjs [runs]
import { _electron } from '@playwright/test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { compile } from '../../build/compile.mjs'
import { electronPath } from '../../build/setup/electronPath.mjs'

const root = resolve(import.meta.dirname, '../..')
const runs = Number(process.argv[2] ?? 7)
await compile()

const folder = mkdtempSync(join(tmpdir(), 'windhover-bench-'))
writeFileSync(join(folder, 'package.json'), '{"name":"empty","main":"main.js"}')
writeFileSync(
  join(folder, 'main.js'),
  `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false, webPreferences: { sandbox: true } })
  window.once('ready-to-show', () => window.show())
  window.loadURL('data:text/html,<button>Open</button>')
})
app.on('window-all-closed', () => app.quit())`,
)

async function once(path) {
  const profile = mkdtempSync(join(folder, 'profile-'))
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const started = performance.now()
  const app = await _electron.launch({
    executablePath: electronPath(),
    args: [...sandbox, path, `--user-data-dir=${profile}`],
  })
  const page = await app.firstWindow()
  // A trial click waits until the button is there, stable and not covered: it would take input now.
  await page.getByRole('button').first().click({ trial: true })
  const seconds = (performance.now() - started) / 1000
  await app.close()
  return seconds
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const empty = []
const windhover = []
await once(folder)
await once(root)
for (let i = 0; i < runs; i++) {
  empty.push(await once(folder))
  windhover.push(await once(root))
}
rmSync(folder, { recursive: true, force: true })
const row = (name, values) =>
  console.log(
    `| ${name} | ${median(values).toFixed(2)} s | ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} s |`,
  )
console.log('| window | median | range |\n|---|---|---|')
row('empty Electron', empty)
row('Windhover', windhover)
const ratio = windhover.map((seconds, i) => seconds / empty[i])
console.log(
  `| ratio | ${median(ratio).toFixed(2)} | ${Math.min(...ratio).toFixed(2)} to ${Math.max(...ratio).toFixed(2)} |`,
)
