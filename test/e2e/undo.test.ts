import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, expect, sampleBoxes, samplePicture, test, work } from './windhover'

// Undo without an end: over imports and removed pictures, and after a restart.

test('everything that was done is undone and done again, restarts between', async ({ home }) => {
  let app = await App.launch(home)
  const project = await app.begin(samplePicture)
  const restart = async () => {
    await app.close()
    app = await App.launch(home)
    await app.openProject(project)
  }
  await app.press('r')
  await app.drag({ x: 300, y: 100 }, { x: 420, y: 180 })
  await app.drag({ x: 500, y: 100 }, { x: 620, y: 180 })
  await app.objects(2)

  const labels = join(home, 'crossroads.txt')
  const lines = sampleBoxes().map(({ x, y, w, h }) =>
    [0, (x + w / 2) / 1764, (y + h / 2) / 430, w / 1764, h / 430].join(' '),
  )
  writeFileSync(labels, lines.join('\n'))
  await test.step('labels that are imported into the picture on the screen are seen at once', async () => {
    await app.importFiles(labels)
    await app.objects(2 + lines.length)
  })

  await restart()
  await app.objects(2 + lines.length)
  await test.step('the import is one step, after a restart too', async () => {
    await app.press('Control+z')
    await app.objects(2)
    await app.press('Control+Shift+z')
    await app.objects(2 + lines.length)
  })

  await test.step('a removed picture comes back with all that was on it', async () => {
    const image = (await app.call('project.state', undefined))?.images[0]?.id ?? 0
    await app.call('images.remove', { image })
    await expect(app.image).toHaveAccessibleName('No picture')
    await restart()
    await expect(app.page.getByRole('button', { name: 'Undo' })).toBeEnabled()
    await app.press('Control+z')
    await app.objects(2 + lines.length)
    await app.settled()
  })

  await test.step('the list of steps goes back several at once, and forward again', async () => {
    await app.button('History of changes').click()
    const list = app.page.getByRole('radiogroup', { name: 'History of changes' })
    await expect(list.getByRole('radio')).toHaveCount(6)
    await app.page.screenshot({ path: 'test-results/history.png' })
    await list.getByRole('radio').nth(3).click()
    await app.objects(1)
    await expect(app.status(/2 steps undone/)).toBeVisible()
    await expect(list.getByRole('radio').nth(3)).toBeChecked()
    await list.getByRole('radio').nth(1).click()
    await app.objects(2 + lines.length)
    await app.press('Escape')
  })

  await test.step('an undo out of sight takes the view there', async () => {
    await app.press('Control+z')
    await app.objects(2)
    await app.image.focus()
    await app.fullSize()
    await app.press('Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight')
    await app.settled()
    await expect.poll(() => app.attribute('data-center-x')).toBeGreaterThan(1200)
    await app.press('Control+z')
    await app.objects(1)
    await expect.poll(() => app.attribute('data-center-x')).toBeLessThan(800)
    await app.press('Control+Shift+z', 'Control+Shift+z')
    await app.objects(2 + lines.length)
  })

  await test.step('to the very beginning and back', async () => {
    for (let step = 0; step < 4; step++) await app.press('Control+z')
    await expect.poll(async () => (await app.call('project.state', undefined))?.canUndo).toBeNull()
    await expect.poll(async () => (await app.call('project.state', undefined))?.images).toHaveLength(0)
    for (let step = 0; step < 4; step++) await app.press('Control+Shift+z')
    await app.objects(2 + lines.length)
    await app.settled()
    expect(app.complaints).toEqual([])
  })

  await test.step('the menu has the settings: theme, scale and language', async () => {
    const { page } = app
    await app.button('Project test').click()
    await page.screenshot({ path: 'test-results/menu.png' })
    await page.getByRole('menuitem', { name: 'Settings' }).click()
    const settings = page.getByRole('dialog', { name: 'Settings' })
    await settings.getByRole('radio', { name: 'Dark' }).click()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await settings.getByRole('textbox', { name: 'Pixel size' }).fill('0.25 um')
    await settings.getByRole('button', { name: 'This image' }).click()
    const pixelSize = async () => (await app.call('project.state', undefined))?.images[0]?.pixelSize
    await expect.poll(pixelSize).toEqual({ x: 0.25, y: 0.25, unit: 'um' })
    await page.screenshot({ path: 'test-results/settings.png' })
    await settings.getByRole('radio', { name: '简体中文' }).click()
    const inChinese = page.getByRole('dialog', { name: '设置' })
    await inChinese.getByRole('radio', { name: 'English' }).click()
    await expect(settings).toBeVisible()
    await app.press('Escape')
    await expect(settings).toHaveCount(0)
  })

  await test.step('notes and properties of the picture', async () => {
    const { page } = app
    await page.getByRole('button', { name: /^Notes/ }).click()
    await page.getByRole('textbox', { name: 'Notes' }).fill('Taken at dawn')
    await app.button('Add a property').click()
    await page.getByRole('textbox', { name: 'Property 1' }).fill('camera')
    await page.getByRole('textbox', { name: /^Value of/ }).fill('P1')
    await app.press('Tab')
    const about = async () => {
      const image = (await app.call('project.state', undefined))?.images[0]
      return [image?.notes, image?.properties]
    }
    await expect.poll(about).toEqual(['Taken at dawn', [{ name: 'camera', value: 'P1' }]])
  })

  await test.step('the palette knows another word, and the menu what was open before', async () => {
    const { page } = app
    await app.searchCommands('stain')
    await app.press('Enter')
    await expect(page.getByRole('button', { name: /^Brightness/ })).toHaveAttribute('aria-expanded', 'true')
    await page.getByRole('combobox', { name: 'Stain' }).click()
    await page.getByRole('option', { name: 'Haematoxylin (H&E)' }).click()
    const display = async () => (await app.call('project.state', undefined))?.images[0]?.display
    await expect.poll(async () => (await display())?.stain).toBe('haematoxylin')
    await expect(page.getByRole('combobox', { name: 'Stain' })).toHaveText(/Haematoxylin/)
    await app.settled()
    await page.screenshot({ path: 'test-results/stain.png' })
    await app.button('As it is').click()
    await expect.poll(display).toBeUndefined()
    await app.button('Project test').click()
    await page.getByRole('menuitem', { name: 'Open sample' }).click()
    await app.button('Project sample').click(work)
    await page.getByRole('group', { name: 'Recent' }).getByRole('menuitem', { name: 'test' }).click()
    await expect(app.button('Project test')).toBeVisible(work)
    await app.objects(2 + lines.length)
  })
  await app.close()
})
