import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, samplePicture, test } from './windhover'

// Classes with kinds and attributes, and the table of objects.

test('classes have kinds and attributes, are hidden, ordered and merged', async ({ app }) => {
  await app.begin(samplePicture)
  const list = app.page.getByRole('list', { name: 'Classes' })
  const stored = async () => (await app.call('project.state', undefined))?.classes ?? []
  const more = async (name: string, item: string) => {
    await app.button(`More of ${name}`).click()
    await app.page.getByRole('menuitem', { name: item }).click()
  }
  await test.step('a kind of a class', async () => {
    await more('object', 'Add subclass')
    await app.page.getByRole('textbox', { name: 'Which kind?' }).fill('car')
    await app.press('Enter')
    await expect(list.getByText('car')).toBeVisible()
    await expect(async () => {
      const [above, kind] = await stored()
      expect(kind).toMatchObject({ name: 'car', parent: above?.id })
    }).toPass()
  })

  await test.step('attributes of a class are asked of its kinds', async () => {
    await more('object', 'Properties')
    const dialog = app.page.getByRole('dialog', { name: 'Class object' })
    await dialog.getByRole('button', { name: 'Add an attribute' }).click()
    await dialog.getByRole('textbox', { name: 'Name of attribute 1' }).fill('state')
    await dialog.getByRole('textbox', { name: /Values of attribute 1/ }).fill('parked, moving')
    await dialog.getByRole('button', { name: 'Save class' }).click()
    await expect(dialog).toBeHidden()
  })

  await test.step('the selection takes class and attribute', async () => {
    await app.press('r', '1')
    await app.drawBox({ x: 300, y: 100, w: 60, h: 40 })
    await app.drawBox({ x: 500, y: 100, w: 60, h: 40 })
    await app.press('v')
    await app.press('2')
    await app.page.getByRole('combobox', { name: /state/ }).click()
    await app.page.getByRole('option', { name: 'moving' }).click()
    await app.press('Control+a')
    await expect(app.page.getByRole('combobox', { name: /state/ })).toHaveText('Several')
    await expect
      .poll(async () => (await app.stored()).objects.map((object) => object.attributes?.['state']))
      .toEqual([undefined, 'moving'])
  })

  await test.step('merged: one class is left, with both objects', async () => {
    await more('car', 'Merge into another')
    const dialog = app.page.getByRole('dialog', { name: /Merge the class car/ })
    await expect(dialog.getByText(/Its 1 object /)).toBeVisible()
    await dialog.getByRole('button', { name: 'Merge classes' }).click()
    await expect(list.getByRole('listitem')).toHaveCount(1)
    await app.objects(2)
    await app.press('Control+z')
    await expect(list.getByRole('listitem')).toHaveCount(2)
  })
})

test('the table sorts, filters, selects, goes there and is saved', async ({ app, home }) => {
  await app.begin(samplePicture)
  await app.press('r')
  for (const [x, size] of [
    [300, 60],
    [500, 20],
    [700, 40],
  ] as const)
    await app.drawBox({ x, y: 100, w: size, h: size })
  await app.press('v', 'Escape', 'Control+j')
  const table = app.page.getByRole('grid', { name: 'Objects' })
  const sides = table.getByRole('row').locator('[role=gridcell]:nth-child(4)')
  const begin = (...numbers: number[]) => numbers.map((number) => new RegExp(`^\\s*${number}\\b`))
  await expect(sides).toHaveText(begin(60, 20, 40))

  await test.step('by size, up and down', async () => {
    await table.getByRole('button', { name: 'Size' }).click()
    await expect(sides).toHaveText(begin(20, 40, 60))
    await table.getByRole('button', { name: 'Size' }).click()
    await expect(sides).toHaveText(begin(60, 40, 20))
    await expect(table.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'descending')
  })

  await test.step('a click selects and goes there; Tab goes on in the order of the table', async () => {
    await table.getByRole('row').nth(2).click()
    await expect(app.page.getByText('Selected box')).toBeVisible()
    await expect.poll(() => app.attribute('data-center-x')).toBeCloseTo(720, -1)
    await app.image.focus()
    await app.press('Tab')
    await expect.poll(() => app.attribute('data-center-x')).toBeCloseTo(510, -1)
    await expect(table.getByRole('row').nth(3)).toHaveAttribute('aria-selected', 'true')
  })

  await test.step('keys of the table, and many at once', async () => {
    await table.focus()
    await app.press('Home', 'Shift+ArrowDown')
    await expect(app.page.getByText('Selected 2 items')).toBeVisible()
    await app.press('Delete')
    await app.objects(1)
    await expect(sides).toHaveText(begin(20))
    await app.press('Control+z')
    await app.objects(3)
  })

  await test.step('a filter, and what is shown as CSV', async () => {
    await app.button('Filter').click()
    await app.page.getByRole('textbox', { name: 'Longer side from' }).fill('30')
    await app.press('Enter', 'Escape')
    await expect(sides).toHaveText(begin(60, 40))
    const path = join(home, 'table.csv')
    await app.answerSave(path)
    await app.button('Save the table of objects as CSV').click()
    await expect(app.status(/saved as table.csv/)).toBeVisible()
    const lines = readFileSync(path, 'utf8').trim().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/^id,class,origin,score,x,y,width,height/)
  })
})
