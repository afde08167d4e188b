// All tests, one after the other; goes on after a failure and ends with `N passed, N failed`.
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { unpackedApp } from './electron-builder.config.mjs'
import { runToEnd } from './runToEnd.mjs'
import { readJson, root } from './setup/cache.mjs'
import { electronPath } from './setup/electronPath.mjs'
import { fail, setUp } from './setup/index.mjs'
import { testDebian, testPython } from './setup/testPython.mjs'

const results = join(root, 'test-results')
const bin = (path) => join(root, 'node_modules', path)
const counts = { passed: 0, failed: 0 }
/** Tests that could not be run here, and why. */
const skipped = []
/** What failed, and the first lines of why: told once more at the end, where a long run's output is read. */
const failures = []

const cached = ['--cache', '--cache-strategy', 'content', '--cache-location', 'node_modules/.cache/eslint/']
const steps = {
  format: {
    title: 'Formatting',
    run: () => node([bin('prettier/bin/prettier.cjs'), '--check', '--cache', '.']),
  },
  lint: {
    title: 'Lint',
    run: () =>
      node([
        bin('eslint/bin/eslint.js'),
        '-c',
        'build/eslint.config.js',
        '--max-warnings',
        '0',
        ...cached,
        '.',
      ]),
  },
  types: { title: 'Types', run: () => node(['build/typecheck.mjs']) },
  compile: { title: 'Compile', run: () => node(['build/compile.mjs']) },
  unit: { title: 'Unit tests', run: async () => codeTests('unit', await testPython()) },
  package: { title: 'Package', run: () => node(['build/package.mjs', '--test-build']) },
  contents: {
    title: 'What the packages hold',
    run: async () => codeTests('contents', { ...(await testDebian()), WINDHOVER_TEST_PACKAGES: '1' }),
  },
  e2e: {
    title: 'End-to-end tests',
    run: () => endToEndTests('e2e', words.length || flag ? words : allButPackaged(), {}),
  },
  // The whole loop in what is shipped, for native code must work from inside the package, and projects that somebody
  // sent; a whole run has them only here; and what a package keeps out.
  packaged: {
    title: 'End-to-end tests of the packaged app',
    run: async () =>
      endToEndTests('packaged', packagedWords, {
        ...(await testPython()),
        WINDHOVER_TEST_APP: unpackedApp(),
      }),
  },
  // Takes minutes, and a mirror of Debian: not part of a whole run.
  installed: { title: 'The packages in an empty Debian 12 and 13', optional: true, run: installedTests },
}

/** Runs Node on a script of ours or of a package; resolves with true when it ended well. */
async function node(args, env = {}, prefix = []) {
  const [program, ...rest] = [...prefix, process.execPath, ...args]
  const child = spawn(program, rest, { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' })
  return (await runToEnd(child)) === 0
}

async function codeTests(name, env) {
  const report = join(results, `${name}.json`)
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const config = ['run', '--config', 'test/vitest.config.ts']
  const ok = await node([bin('vitest/vitest.mjs'), ...config, ...reporters, ...words], env)
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = readJson(report) ?? {}
  for (const { fullName, status, failureMessages } of testResults.flatMap((file) => file.assertionResults))
    if (status === 'failed') failures.push([fullName, failureMessages[0] ?? ''])
  return count(ok, numPassedTests, numFailedTests)
}

async function endToEndTests(name, filter, extra, display = '') {
  const report = join(results, `${name}.json`)
  rmSync(report, { force: true })
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: report, WINDHOVER_ELECTRON: electronPath(), ...extra }
  const needsDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
  const screen = needsDisplay ? ['xvfb-run', '-a', '-s', `-screen 0 1600x1000x24${display}`] : []
  const config = ['test', '-c', 'test/e2e/playwright.config.ts', '--reporter=list,json']
  const ok = await node([bin('@playwright/test/cli.js'), ...config, ...filter], env, screen)
  const { stats: { expected = 0, flaky = 0, unexpected = 0 } = {}, suites = [] } = readJson(report) ?? {}
  failures.push(...suites.flatMap(failedSpecs))
  skipped.push(...suites.flatMap(skippedSpecs))
  return count(ok, expected, unexpected + flaky)
}

function allButPackaged() {
  const tests = readdirSync(join(root, 'test/e2e')).filter((name) => name.endsWith('.test.ts'))
  return tests.map((name) => `e2e/${name}`).filter((name) => !inPackage.some((part) => name.startsWith(part)))
}

/** Start, training and prediction wherever the packages can be installed; `--only installed loop`: the whole loop. */
async function installedTests() {
  const { install, installations } = await import('../test/installed/install.mjs')
  let good = true
  for (const installation of installations) {
    const started = performance.now()
    const env = { WINDHOVER_TEST_APP: await install(installation), WINDHOVER_TEST_INSTALLED: '1' }
    const name = `installed-${installation.suite}${installation.ending}`
    const { ok } = await endToEndTests(name, words.length > 0 ? words : ['installed'], env, ' -ac')
    console.log(`${name}: ${ok ? 'good' : 'FAILED'} (${((performance.now() - started) / 1000).toFixed(0)} s)`)
    good &&= ok
  }
  return { ok: good, counted: counts.failed > 0 }
}

function failedSpecs({ specs = [], suites = [] }) {
  const own = specs
    .filter((spec) => !spec.ok)
    .map(({ title, tests }) => {
      const { message = '', location } = tests[0]?.results[0]?.error ?? {}
      return [title, location ? `${location.file}:${location.line} ${message}` : message]
    })
  return [...own, ...suites.flatMap(failedSpecs)]
}

function skippedSpecs({ specs = [], suites = [] }) {
  const own = specs.flatMap(({ title, tests }) =>
    (tests[0]?.annotations ?? [])
      .filter(({ type }) => type === 'skip')
      .map(({ description }) => `Skipped: ${title}: ${description ?? 'no reason is given'}.`),
  )
  return [...own, ...suites.flatMap(skippedSpecs)]
}

function count(ok, passed, failed) {
  counts.passed += passed
  counts.failed += failed
  // It failed without a failed test: it could not run.
  return { ok, counted: failed > 0 }
}

async function runStep(name) {
  const { title, run } = steps[name]
  const started = performance.now()
  console.log(`\n=== ${title}`)
  let result
  try {
    result = await run()
  } catch (error) {
    console.error(error.message)
    result = false
  }
  const { ok, counted } = typeof result === 'object' ? result : { ok: result, counted: false }
  if (!ok && !counted) counts.failed += 1
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`--- ${title}: ${ok ? 'good' : 'FAILED'} (${seconds} s)`)
  return `${ok ? 'good  ' : 'FAILED'} ${seconds.padStart(7)} s  ${title}`
}

/** `--only unit,lint` picks steps; what follows goes to the test runner (part of a test file's name). */
const [flag, only, ...words] = process.argv[2] === '--only' ? process.argv.slice(2) : []
const inPackage = ['e2e/loop', 'e2e/hostile', 'e2e/packaged']
const packagedWords = words.length > 0 ? words : inPackage
const names = flag ? (only ?? '').split(',') : Object.keys(steps).filter((name) => !steps[name].optional)
const unknown = names.find((name) => !(name in steps))
if (unknown !== undefined || (!flag && process.argv.length > 2)) {
  fail(
    new Error(
      `Usage: npm test [-- --only STEP,STEP [PART OF A FILE'S NAME]]; steps: ${Object.keys(steps).join(' ')}.`,
    ),
  )
}
try {
  await setUp({ quiet: true, parts: ['electron', 'tensorflow', 'tests'] })
} catch (error) {
  fail(error)
}
mkdirSync(results, { recursive: true })
let stopped = false
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (stopped = true))
const lines = []
// None of these needs what another makes, and alone each would leave a core idle.
const together = names.filter((name) => ['format', 'lint', 'types'].includes(name))
const groups = [together, ...names.filter((name) => !together.includes(name)).map((name) => [name])]
for (const group of groups) if (!stopped) lines.push(...(await Promise.all(group.map(runStep))))
if (stopped) process.exit(130)
for (const [title, why] of failures) {
  const telling = stripVTControlCharacters(why)
    .split('\n')
    .filter((line) => !line.includes('node_modules'))
  console.log(`\nFailed: ${title}\n${telling.slice(0, 10).join('\n').replaceAll(root, '.')}`)
}
for (const line of skipped) console.log(`\n${line}`)
console.log(`\n${lines.join('\n')}\n\n${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed > 0 ? 1 : 0
