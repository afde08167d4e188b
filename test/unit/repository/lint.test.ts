import { ESLint } from 'eslint'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

// What makes an end-to-end test depend on how fast a machine is, is refused before it is run.

const root = resolve(import.meta.dirname, '../../..')
const eslint = new ESLint({ cwd: root, overrideConfigFile: join(root, 'build/eslint.config.js') })

/** Names of the rules that a line of an end-to-end test breaks. */
async function broken(line: string): Promise<string[]> {
  const code = `import { expect, test } from './windhover'\n\ntest('it', async ({ app }) => {\n  ${line}\n})\n`
  const [result] = await eslint.lintText(code, { filePath: join(root, 'test/e2e/made.test.ts') })
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message)
}

test.each([
  ['a list that is read once', `expect(await app.page.locator('li').allTextContents()).toEqual([])`],
  ['a count', `expect(await app.page.locator('li').count()).toBe(2)`],
  ['an attribute', `expect(await app.attribute('data-objects')).toBe(2)`],
  [
    'a part of what is stored',
    `const { objects } = await app.stored()\n  const [first] = objects\n  expect(first?.id).toBe(1)`,
  ],
  ['a soft assertion', `expect.soft(await app.stored(), 'stored').toEqual({})`],
])('%s is refused', async (_, line) => expect(await broken(line)).toContain('windhover/single-read'))

test.each([
  ['a branch on what is shown', `if (await app.image.isVisible()) await app.press('r')`, /single-read/],
  ['a fixed pause', `await app.page.waitForTimeout(300)`, /no-wait-for-timeout/],
  ['a pause of our own', `await new Promise((done) => setTimeout(done, 300))`, /no-restricted-globals/],
  ['an await in vain', `await expect(await app.stored()).toEqual({})`, /no-useless-await/],
  ['an assertion that nobody waits for', `expect(app.image).toBeVisible()`, /missing-playwright-await/],
  ['a time-out of its own', `await expect(app.image).toBeVisible({ timeout: 2000 })`, /no-magic-timeouts/],
])('%s is refused', async (_, line, rule) => expect((await broken(line)).join()).toMatch(rule))

test.each([
  `await expect(app.page.locator('li')).toHaveText(['a', 'b'])`,
  `await expect.poll(() => app.attribute('data-objects')).toBe(2)`,
  `await expect(async () => {\n    const { objects } = await app.stored()\n    expect(objects).toEqual([])\n  }).toPass()`,
  `const first = async () => ((await app.attribute('x')) > 0 ? 1 : 2)\n  await expect.poll(first).toBe(1)`,
  `expect(app.complaints).toEqual([])`,
])('%s is right', async (line) => expect(await broken(line)).toEqual([]))

// The limits of `build/eslint.config.js` for functions; these numbers may only become smaller.
test.each([
  ['max-params', 15],
  ['max-lines-per-function', 3],
])('exceptions from %s are at most %i, and each says why', (rule, most) => {
  const files = ['src', 'electron', 'renderer'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(root, folder, file),
    ),
  )
  const exceptions = files
    .filter((file) => /\.(ts|svelte)$/.test(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line.includes('eslint-disable') && (line.includes(rule) || !/disable\S* \S/.test(line)))
  expect(exceptions.length).toBeLessThanOrEqual(most)
  expect(exceptions.filter((line) => !/ -- \S+ \S+/.test(line))).toEqual([])
})
