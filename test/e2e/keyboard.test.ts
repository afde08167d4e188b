import { type App, expect, samplePicture, test, work } from './windhover'

// The whole annotate step without a mouse.

const focused = (app: App) =>
  app.page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName,
  )

/** Presses Tab until the wanted thing has the focus, as somebody does who does not know the window. */
async function tabTo(app: App, name: RegExp) {
  const reached = async () => {
    if (name.test((await focusedText(app)) ?? '')) return true
    await app.press('Tab')
    return false
  }
  await expect.poll(reached, { message: `Tab reaches ${name}`, intervals: [50] }).toBe(true)
}
const focusedText = (app: App) =>
  app.page.evaluate(() => {
    const at = document.activeElement
    return at === document.body ? null : (at?.getAttribute('aria-label') ?? at?.textContent)
  })

test('boxes are drawn, chosen, moved, resized, classed and deleted by keys alone', async ({ app }) => {
  await app.answerSave(`${app.home}/Documents/keys.windhover`)
  await app.answerOpen(samplePicture)
  await test.step('a project and its picture', async () => {
    await tabTo(app, /New project/)
    await app.press('Enter')
    await expect(app.page.getByRole('tab', { name: 'Annotate' })).toBeVisible()
    await app.press('Control+i')
    await expect(app.image).toHaveAccessibleName('crossroads.png', work)
    await app.settled()
    await expect.poll(() => focused(app)).toBe('crossroads.png')
  })

  await test.step('a second class', async () => {
    await app.press('Control+Shift+C')
    await app.page.keyboard.type('van')
    await app.press('Enter')
    await expect(app.page.getByRole('list', { name: 'Classes' }).getByText('van')).toBeVisible()
  })

  await test.step('a box: a corner, arrows, the other corner', async () => {
    const onPicture = async () => {
      await app.press('F6')
      return focused(app)
    }
    await expect.poll(onPicture, { intervals: [50] }).toBe('crossroads.png')
    await app.fullSize()
    await app.press('r', 'ArrowRight', 'ArrowRight', 'Enter')
    for (let i = 0; i < 5; i++) await app.press('ArrowRight', 'ArrowDown')
    await app.press('Enter')
    await app.objects(1)
    await app.press('Shift+ArrowLeft', 'Enter', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter')
    await app.objects(2)
    const sizes = async () =>
      (await app.stored()).objects.map(({ shape }) => (shape.kind === 'box' ? [shape.w, shape.h] : []))
    await expect.poll(sizes).toEqual([
      [40, 40],
      [16, 8],
    ])
  })

  await test.step('Esc leaves a begun box off', async () => {
    await app.press('Enter', 'ArrowRight', 'ArrowDown', 'Escape', 'ArrowRight')
    await app.objects(2)
  })

  await test.step('Tab chooses, a digit gives the class, arrows move and resize', async () => {
    await app.press('v', 'Escape', 'Tab')
    await expect(app.page.getByText('Selected box')).toBeVisible()
    const before = await app.stored()
    await app.press(
      '1',
      'Alt+ArrowRight',
      'Alt+Shift+ArrowDown',
      'Control+ArrowRight',
      'Control+Shift+ArrowDown',
    )
    await expect(async () => {
      const after = await app.stored()
      const changed = after.objects.filter((object, i) => {
        return JSON.stringify(object) !== JSON.stringify(before.objects[i])
      })
      expect(changed).toHaveLength(1)
      const was = before.objects.find(({ id }) => id === changed[0]?.id)?.shape
      if (was?.kind !== 'box') throw new Error('it is no box')
      const { x, y, w, h } = was
      expect(changed[0]?.shape).toEqual({ kind: 'box', x: x + 1, y: y + 10, w: w + 1, h: h + 10 })
      expect(changed[0]?.class).toBe(after.classes[0]?.id)
    }).toPass()
  })

  await test.step('the next one is deleted, and comes back', async () => {
    await app.press('Tab', 'Delete')
    await app.objects(1)
    await app.press('Control+z')
    await app.objects(2)
  })

  await test.step('a polygon ends with a second Enter at its last corner', async () => {
    await app.press('p', 'Enter', 'Enter')
    for (const arrow of ['ArrowRight', 'ArrowDown']) await app.press(arrow, arrow, arrow, 'Enter')
    await app.press('Enter')
    await app.objects(3)
    await expect.poll(async () => (await app.stored()).objects.at(-1)?.shape.kind).toBe('polygon')
  })

  await test.step('a checked area, made wider and deleted', async () => {
    await app.press('k', 'Shift+ArrowUp', 'Enter', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Enter')
    await expect(app.page.getByText('Selected checked area')).toBeVisible()
    const checked = async () => (await app.stored()).checked.map(({ rect }) => rect)
    const [before] = await checked()
    const wider = { ...before, w: (before?.w ?? 0) + 10 }
    await app.press('Control+Shift+ArrowRight')
    await expect.poll(checked).toEqual([wider])
    await app.press('Delete')
    await expect.poll(checked).toEqual([])
    await app.press('Control+z')
    await expect.poll(checked).toEqual([wider])
  })

  await test.step('focus is seen wherever it is', async () => {
    const ring = () =>
      app.page.evaluate(() => {
        const at = document.activeElement
        if (!at || at === document.body) return 'none'
        const { outlineStyle, boxShadow } = getComputedStyle(at)
        return outlineStyle !== 'none' || boxShadow !== 'none' ? 'seen' : at.outerHTML.slice(0, 120)
      })
    for (let i = 0; i < 6; i++) {
      await app.press('F6')
      await expect.poll(ring).toBe('seen')
    }
  })
})

test('F1 shows the keys that count now, and keys are changed, searched, taken from a preset', async ({
  app,
}) => {
  await app.begin(samplePicture)
  const help = app.page.getByRole('dialog', { name: 'Keyboard' })
  await app.press('F1')
  await expect(help).toBeVisible()
  await expect(help.getByText('Next object')).toHaveCount(0)
  await app.press('Escape')
  await expect(help).toBeHidden()
  await app.drawBox({ x: 300, y: 100, w: 60, h: 40 })
  await app.press('r')
  await app.drawBox({ x: 300, y: 100, w: 60, h: 40 })
  await app.objects(1)
  await app.press('F1')
  await expect(help.getByText('Next object')).toBeVisible()
  await expect(help.getByText('On the picture: Box')).toBeVisible()
  await expect(help.getByText('Accept the detection')).toHaveCount(0)
  await help.getByRole('button', { name: 'Change keyboard shortcuts' }).click()

  const keys = app.page.getByRole('dialog', { name: 'Keys' })
  await expect(keys).toBeVisible()
  await keys.getByRole('searchbox', { name: 'Find a command or a key' }).fill('undo')
  await expect(keys.getByRole('listitem')).toHaveCount(1)
  await keys.getByRole('button', { name: /^Change Ctrl Z of Undo/ }).click()
  await app.press('u')
  await keys.getByRole('searchbox', { name: 'Find a command or a key' }).fill('')
  await keys.getByRole('combobox', { name: /Keys of/ }).click()
  await app.page.getByRole('option', { name: 'CVAT' }).click()
  await app.press('Escape')
  await expect(keys).toBeHidden()
  await app.press('u')
  await app.objects(0)
  await app.press('Control+Shift+Z')
  await app.objects(1)

  await test.step('a clash is named where it counts', async () => {
    await app.press('Control+,')
    await keys.getByRole('button', { name: /^Change U of Undo/ }).click()
    await app.press('f')
    await expect(keys.getByRole('button', { name: /In conflict: 2 commands/ })).toBeEnabled()
    await keys.getByRole('button', { name: /In conflict/ }).click()
    await expect(keys.getByRole('listitem')).toHaveCount(2)
    await keys.getByRole('button', { name: 'Take back all changes' }).click()
    await expect(keys.getByRole('button', { name: 'No conflicts' })).toBeVisible()
  })
})
