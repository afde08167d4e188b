import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, expect, sampleBoxes, samplePicture, test } from './windhover'

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

  await test.step('to the very beginning and back', async () => {
    for (let step = 0; step < 4; step++) await app.press('Control+z')
    await expect.poll(async () => (await app.call('project.state', undefined))?.canUndo).toBeNull()
    await expect.poll(async () => (await app.call('project.state', undefined))?.images).toHaveLength(0)
    for (let step = 0; step < 4; step++) await app.press('Control+Shift+z')
    await app.objects(2 + lines.length)
    await app.settled()
    expect(app.complaints).toEqual([])
  })
  await app.close()
})
