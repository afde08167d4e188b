import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { type App, expect, test, work } from './windhover'

// WCAG 2 A and AA, by axe-core, of every view and dialog; of the canvas only its name and role.

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Goes on after a failure, so that one run tells everything. */
const softly = expect.configure({ soft: true })

/** What axe finds wrong, a line each. */
async function violations(app: App): Promise<string[]> {
  // Nothing is on its way in: half-faded text has no contrast.
  await app.page.evaluate(() =>
    Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {}))),
  )
  const found = await app.page.evaluate(
    ([code, tags]) => {
      // The page's policy refuses scripts of others; a function of the test's own is none.
      const global = globalThis as unknown as { axe?: { run(...args: unknown[]): Promise<AxeResults> } }
      if (!global.axe) (0, eval)(code)
      return global.axe?.run(
        { exclude: [['canvas']] },
        { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] },
      )
    },
    [source, standards] as const,
  )
  if (!found) throw new Error('axe did not run')
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`),
  )
}

for (const theme of ['light', 'dark'] as const) {
  test(`nothing is wrong for axe in the ${theme} theme`, async ({ app }) => {
    await app.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    const check = (name: string) =>
      test.step(name, () => softly.poll(() => violations(app), { message: name }).toEqual([]))

    await expect(app.button('Open sample')).toBeVisible()
    await check('the first screen')
    await app.button('Open sample').click()
    await app.settled()
    await app.objects(28)
    await check('Annotate')
    for (const step of ['Dataset', 'Train', 'Predict', 'Review']) {
      await app.step(step).click()
      await expect(app.step(step)).toHaveAttribute('aria-selected', 'true')
      // Its panel is loaded the first time.
      await expect(app.page.getByRole('tabpanel')).toHaveText(/\S/)
      await check(step)
    }
    await app.step('Annotate').click()
    await app.image.focus()
    await app.press('Tab')
    await expect(app.page.getByText('Selected box')).toBeVisible()
    await check('a selected object')
    await app.press('Control+j')
    await expect(app.page.getByRole('grid', { name: 'Objects' })).toBeVisible()
    await check('the table of objects')
    await app.button('Filter').click()
    await expect(app.page.getByRole('textbox', { name: 'Longer side from' })).toBeVisible()
    await check('filters of the table')
    await app.press('Escape', 'Control+j')
    await app.image.focus()
    await app.press('j')
    await expect(app.page.getByRole('listbox', { name: /^Places like/ })).toBeFocused(work)
    await check('the grid of crops')
    await app.button('Close the crops').click()

    const dialogs: [string, () => Promise<void>][] = [
      ['the palette', () => app.press('Control+k')],
      ['help', () => app.press('F1')],
      ['keys', () => app.press('Control+,')],
      ['a new class', () => app.press('Control+Shift+C')],
      [
        'licences',
        async () => {
          await app.searchCommands('licences')
          await app.press('Enter')
          await app.page
            .getByRole('dialog')
            .getByRole('button', { name: /^svelte/ })
            .click()
        },
      ],
    ]
    for (const [name, open] of dialogs) {
      await open()
      await expect(app.page.getByRole('dialog')).toBeVisible()
      await check(name)
      await app.press('Escape')
      await expect(app.page.getByRole('dialog')).toBeHidden()
    }
    for (const item of ['Properties and attributes', 'Merge into another', 'Delete']) {
      await app.page
        .getByRole('button', { name: /^More of/ })
        .first()
        .click()
      await expect(app.page.getByRole('menuitem', { name: item })).toBeVisible()
      await check('the menu of a class')
      await app.page.getByRole('menuitem', { name: item }).click()
      await expect(app.page.getByRole('dialog')).toBeVisible()
      await check(item)
      await app.press('Escape')
      await expect(app.page.getByRole('dialog')).toBeHidden()
    }
  })
}
