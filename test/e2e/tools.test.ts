import sharp from 'sharp'
import { shoot } from './pixels'
import { App, expect, samplePicture, test } from './windhover'

// Every tool with a real mouse and real keys.

/** Pointer positions are whole pixels of the window. */
const close = (value: number | undefined, wanted: number) =>
  expect(Math.abs((value ?? NaN) - wanted)).toBeLessThan(2.5)

test('every tool draws what it says', async ({ app }) => {
  await app.begin(samplePicture)

  await test.step('boxes by a drag and by two clicks', async () => {
    await app.press('r')
    await expect(app.tool('Box')).toBeChecked()
    await app.drag({ x: 300, y: 100 }, { x: 420, y: 180 })
    await app.objects(1)
    await app.click(500, 100)
    await app.click(560, 160)
    await app.objects(2)
    await app.click(700, 100)
    await app.press('Escape')
    await app.click(760, 160)
    await app.press('Escape')
    await app.objects(2)
  })

  await test.step('points', async () => {
    await app.tool('Point').click()
    await app.click(640, 240)
    await app.objects(3)
  })

  await test.step('polygons: Enter ends one, Esc leaves off, Backspace takes a corner back', async () => {
    await app.press('p')
    for (const [x, y] of [
      [900, 100],
      [1000, 120],
      [960, 200],
    ] as const)
      await app.click(x, y)
    await app.objects(3)
    await app.press('Enter')
    await app.objects(4)
    for (const [x, y] of [
      [900, 250],
      [1000, 260],
      [960, 300],
    ] as const)
      await app.click(x, y)
    await app.press('Escape', 'Enter')
    await app.objects(4)
    for (const [x, y] of [
      [900, 250],
      [1000, 260],
      [960, 300],
      [1200, 400],
    ] as const)
      await app.click(x, y)
    await app.press('Backspace', 'Enter')
    await app.objects(5)
  })

  await test.step('checked areas are no objects', async () => {
    await app.press('k')
    await app.drag({ x: 200, y: 50 }, { x: 1300, y: 350 })
    await expect(app.page.getByText('Selected checked area')).toBeVisible()
    await app.objects(5)
  })

  await expect(async () => {
    const { objects, checked } = await app.stored()
    const [first, second, point, triangle, shortened] = objects.map(({ shape }) => shape)
    if (first?.kind !== 'box' || second?.kind !== 'box') throw new Error('the first two are boxes')
    close(first.x, 300)
    close(first.w, 120)
    close(first.h, 80)
    close(second.x, 500)
    close(second.h, 60)
    if (point?.kind !== 'point') throw new Error('the third is a point')
    close(point.x, 640)
    if (triangle?.kind !== 'polygon' || shortened?.kind !== 'polygon')
      throw new Error('the last are polygons')
    close(triangle.points[2], 1000)
    expect(shortened.points).toHaveLength(6)
    expect(checked).toHaveLength(1)
    close(checked[0]?.rect.w, 1100)
  }).toPass()
})

test('select, move, resize, delete, undo, redo, classes; a restart keeps all of it', async ({ home }) => {
  let app = await App.launch(home)
  const project = await app.begin(samplePicture)
  await app.press('r')
  await app.drag({ x: 300, y: 100 }, { x: 420, y: 180 })
  await app.drag({ x: 600, y: 100 }, { x: 700, y: 180 })
  await app.objects(2)
  const rectOf = async (index: number) => {
    const shape = (await app.stored()).objects[index]?.shape
    if (shape?.kind !== 'box') throw new Error('it is a box')
    return shape
  }

  await test.step('move and resize the first', async () => {
    await app.press('v')
    await app.click(360, 140)
    await expect(app.page.getByText('Selected box')).toBeVisible()
    await app.drag({ x: 360, y: 140 }, { x: 400, y: 200 })
    await expect(async () => {
      const { x, y, w } = await rectOf(0)
      close(x, 340)
      close(y, 160)
      close(w, 120)
    }).toPass()
    const moved = await rectOf(0)
    await app.drag({ x: moved.x + moved.w, y: moved.y + moved.h }, { x: moved.x + 200, y: moved.y + 100 })
    await expect(async () => {
      const { x, w, h } = await rectOf(0)
      close(x, moved.x)
      close(w, 200)
      close(h, 100)
    }).toPass()
  })

  await test.step('undo and both keys of redo', async () => {
    await app.press('Control+z')
    await expect.poll(async () => Math.round((await rectOf(0)).w / 5)).toBe(24)
    await app.press('Control+z')
    await expect.poll(async () => Math.round((await rectOf(0)).x / 5)).toBe(60)
    await app.press('Control+Shift+z')
    await expect.poll(async () => Math.round((await rectOf(0)).x / 5)).toBe(68)
    await app.press('Control+y')
    await expect.poll(async () => Math.round((await rectOf(0)).w / 5)).toBe(40)
  })

  await test.step('delete, by key and several at once', async () => {
    await app.click(650, 140)
    await app.press('Delete')
    await app.objects(1)
    await app.press('Control+z')
    await app.objects(2)
    await app.press('Control+a', 'Backspace')
    await app.objects(0)
    await app.press('Control+z')
    await app.objects(2)
  })

  await test.step('a second class; digits give it to what is selected and, while drawing, only to what comes next', async () => {
    await app.press('Control+Shift+c')
    await app.page.getByRole('dialog').getByRole('textbox').fill('lorry')
    await app.press('Enter')
    await expect(app.page.getByRole('button', { name: 'lorry', exact: true })).toBeVisible()
    await app.click(650, 140)
    await app.press('2')
    const names = async () => {
      const { classes, objects } = await app.stored()
      return objects.map((object) => classes.find(({ id }) => id === object.class)?.name)
    }
    await expect.poll(names).toEqual(['object', 'lorry'])
    await app.press('.')
    await app.click(1200, 200)
    await expect.poll(names).toEqual(['object', 'lorry', 'lorry'])
    // What was drawn last is selected, and keeps its class.
    await app.press('1')
    await app.click(1200, 260)
    await expect.poll(names).toEqual(['object', 'lorry', 'lorry', 'object'])
  })

  await test.step('after a restart everything is there, and undo goes on where it was', async () => {
    const before = await app.stored()
    expect(app.complaints).toEqual([])
    await app.close()
    app = await App.launch(home)
    await app.page.getByRole('button', { name: /^test/ }).click()
    await app.objects(4)
    await expect.poll(() => app.stored()).toEqual(before)
    await app.press('Control+z', 'Control+z')
    await app.objects(2)
    await app.press('Control+y')
    await app.objects(3)
    await expect.poll(async () => (await app.call('project.state', undefined))?.path).toBe(project)
    expect(app.complaints).toEqual([])
    await app.close()
  })
})

test('keys alone move the view, find commands, show help and change the theme', async ({ app }) => {
  await app.begin(samplePicture)

  await test.step('zoom and pan', async () => {
    await app.image.focus()
    const { scale: fitted } = await app.view()
    await app.fullSize()
    const { centerX: x } = await app.view()
    await app.press('ArrowRight')
    await expect.poll(() => app.attribute('data-center-x')).toBeCloseTo(x + 80)
    await app.press('Shift+ArrowLeft')
    await expect.poll(() => app.attribute('data-center-x')).toBeLessThan(x)
    await app.press('+')
    await expect.poll(() => app.attribute('data-scale')).toBeCloseTo(1.5)
    await app.press('-', '-')
    await expect.poll(() => app.attribute('data-scale')).toBeCloseTo(1 / 1.5)
    await app.press('Control+f')
    await expect.poll(() => app.attribute('data-scale')).toBeCloseTo(fitted)
    // A key that comes while the view still glides takes nothing away.
    await app.press('Control+0', 'ArrowRight')
    await expect.poll(() => app.attribute('data-scale')).toBe(1)
  })

  await test.step('hold Space and drag, whatever the tool', async () => {
    await app.press('r')
    await app.fullSize()
    const { centerX: x } = await app.view()
    const hand = await app.toWindow(882, 215)
    await app.page.mouse.move(hand.x, hand.y)
    await app.page.keyboard.down('Space')
    await app.page.mouse.down()
    await app.page.mouse.move(hand.x + 150, hand.y)
    await app.page.mouse.up()
    await app.page.keyboard.up('Space')
    await expect.poll(() => app.attribute('data-center-x')).toBeCloseTo(x - 150)
    await app.objects(0)
    // A tool that was clicked has the focus, and Space is not for it.
    await app.tool('Box').click()
    await app.page.mouse.move(hand.x, hand.y)
    await app.page.keyboard.down('Space')
    await app.page.mouse.down()
    await app.page.mouse.move(hand.x - 150, hand.y)
    await app.page.mouse.up()
    await app.page.keyboard.up('Space')
    await expect.poll(() => app.attribute('data-center-x')).toBeCloseTo(x)
    await app.objects(0)
  })

  await test.step('the overview shows the picture', async () => {
    await app.fullSize()
    await app.press('+')
    const map = app.page.locator('.map canvas')
    await expect(map).toBeVisible()
    const apart = async () => {
      const shown = await map.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
      const { data: overview, info } = await sharp(Buffer.from(shown.split(',')[1] ?? '', 'base64'))
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true })
      const wanted = await sharp(samplePicture)
        .removeAlpha()
        .resize(info.width, info.height, { fit: 'fill' })
        .raw()
        .toBuffer()
      return wanted.reduce((sum, value, i) => sum + Math.abs(value - (overview[i] ?? 0)), 0) / wanted.length
    }
    await expect.poll(apart).toBeLessThan(12)
  })

  await test.step('the palette', async () => {
    await app.press('Control+k')
    const search = app.page.getByRole('combobox', { name: 'Search commands' })
    await expect(search).toBeFocused()
    await app.page.keyboard.type('tool poly')
    await expect(app.page.getByRole('option').first()).toHaveText(/Tool: Polygon/)
    await app.press('Enter')
    await expect(search).toBeHidden()
    await expect(app.tool('Polygon')).toBeChecked()
  })

  await test.step('help', async () => {
    await app.press('F1')
    const help = app.page.getByRole('dialog', { name: 'Keyboard' })
    await expect(help).toBeVisible()
    await expect(help.getByText('Zoom to full size')).toBeVisible()
    await app.press('Escape')
    await expect(help).toBeHidden()
  })

  await test.step('dark and light', async () => {
    const choose = async (theme: string) => {
      await app.searchCommands(`theme ${theme}`)
      await expect(app.page.getByRole('option').first()).toHaveText(new RegExp(theme, 'i'))
      await app.press('Enter')
      await expect(app.page.locator('html')).toHaveAttribute('data-theme', theme)
    }
    /** The darkest and the brightest value of an empty part of the panel. */
    const range = async () => {
      const { data } = await shoot(app, { x: 90, y: 650, w: 200, h: 140 })
      return { darkest: Math.min(...data), brightest: Math.max(...data) }
    }
    await choose('dark')
    await expect.poll(async () => (await range()).brightest).toBeLessThan(70)
    await app.page.screenshot({ path: 'test-results/dark.png' })
    await choose('light')
    await expect.poll(async () => (await range()).darkest).toBeGreaterThan(200)
  })
})
