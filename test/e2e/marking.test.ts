import { expect, sampleBoxes, samplePicture, test } from './windhover'
import type { App } from './windhover'

// The tools beyond box, polygon and point, with a real mouse and real keys, as the project stores what they draw.

const shapes = async (app: App) => (await app.stored()).objects

const kinds = async (app: App) => (await shapes(app)).map(({ shape }) => shape.kind)

test('shapes: rotated box, ellipse, polyline, brush, eraser, one-click box, again', async ({ app }) => {
  await app.begin(samplePicture)

  await test.step('a rotated box by one side and a click', async () => {
    await app.press('Shift+R')
    await expect(app.tool('Rotated box')).toBeChecked()
    await app.drag({ x: 300, y: 100 }, { x: 400, y: 150 })
    await app.click(350, 250)
    await app.objects(1)
  })
  await test.step('an ellipse by a drag', async () => {
    await app.press('o')
    await app.drag({ x: 500, y: 100 }, { x: 620, y: 180 })
    await app.objects(2)
  })
  await test.step('a polyline ends by Enter', async () => {
    await app.press('Shift+P')
    for (const x of [700, 760, 820]) await app.click(x, 100 + (x % 3) * 20)
    await app.press('Enter')
    await app.objects(3)
  })
  await test.step('the brush paints, a second stroke from it adds, Alt cuts', async () => {
    await app.press('b')
    await app.drag({ x: 900, y: 120 }, { x: 1000, y: 120 })
    await app.objects(4)
    const before = await shapes(app)
    await app.drag({ x: 950, y: 120 }, { x: 950, y: 260 })
    await expect.poll(() => shapes(app)).not.toEqual(before)
    await app.objects(4)
    await app.press(']', ']')
    await expect(app.page.getByRole('group', { name: 'Tool settings' })).toContainText('px')
  })
  await test.step('the eraser takes away what it passes over', async () => {
    const before = await shapes(app)
    await app.press('e')
    await app.drag({ x: 950, y: 180 }, { x: 950, y: 330 })
    await expect.poll(() => shapes(app)).not.toEqual(before)
    await app.objects(4)
  })
  await test.step('a box by one click has the size of the last', async () => {
    await app.press('r')
    await app.drag({ x: 1100, y: 100 }, { x: 1160, y: 140 })
    await app.press('t')
    await expect(app.tool('One-click box')).toBeChecked()
    await app.click(1300, 120)
    await app.objects(6)
    await app.press('v', 'n')
    await expect(app.tool('One-click box')).toBeChecked()
  })
  await expect
    .poll(async () => (await kinds(app)).sort())
    .toEqual(['box', 'box', 'ellipse', 'polygon', 'polyline', 'rotatedBox'])
  await expect
    .poll(async () => {
      const boxes = (await shapes(app)).flatMap(({ shape }) => (shape.kind === 'box' ? [shape.w] : []))
      return new Set(boxes).size
    })
    .toBe(1)
  for (let i = 0; i < 8; i++) await app.press('Control+z')
  await app.objects(0)
  for (let i = 0; i < 8; i++) await app.press('Control+Shift+z')
  await app.objects(6)
})

test('change: turn, corners, split, merge, copy, lock, hide, lasso', async ({ app }) => {
  await app.begin(samplePicture)
  await app.press('r')
  await app.drag({ x: 300, y: 150 }, { x: 400, y: 250 })
  await app.objects(1)

  await test.step('the handle above turns the box', async () => {
    await app.press('v')
    const { scale } = await app.view()
    await app.drag({ x: 350, y: 150 - 24 / scale }, { x: 450, y: 200 })
    await expect.poll(async () => (await kinds(app))[0]).toBe('rotatedBox')
    await app.press('Control+z')
    await expect.poll(async () => (await kinds(app))[0]).toBe('box')
  })
  await test.step('a line splits it, Shift+M merges it again', async () => {
    await app.click(350, 200)
    await app.press('Shift+S')
    await app.drag({ x: 280, y: 200 }, { x: 420, y: 202 })
    await app.objects(2)
    await app.press('Control+a', 'Shift+M')
    await app.objects(1)
  })
  await test.step('a polygon gets a corner in the middle of an edge, and loses one by Alt', async () => {
    await app.press('p')
    for (const [x, y] of [
      [600, 150],
      [720, 150],
      [660, 260],
    ] as const)
      await app.click(x, y)
    await app.press('Enter', 'v')
    await app.objects(2)
    const cornersOf = async () =>
      (await shapes(app)).flatMap(({ shape }) => (shape.kind === 'polygon' ? [shape.points.length / 2] : []))
    await app.drag({ x: 660, y: 150 }, { x: 660, y: 120 })
    await expect.poll(cornersOf).toContain(4)
    await app.page.keyboard.down('Alt')
    await app.click(660, 120)
    await app.page.keyboard.up('Alt')
    await expect.poll(cornersOf).toContain(3)
  })
  await test.step('copies, in one step each', async () => {
    await app.press('Control+a', 'Control+c', 'Control+v')
    await app.objects(4)
    await app.press('Control+d')
    await app.objects(6)
    await app.press('Control+z', 'Control+z')
    await app.objects(2)
  })
  await test.step('what is locked stays; what is hidden is not hit', async () => {
    await app.press('Control+a', 'l', 'Delete')
    await app.objects(2)
    await app.press('Control+a', 'l')
    await app.press('Control+a', 'Control+h')
    await app.press('q')
    await app.drag({ x: 250, y: 100 }, { x: 800, y: 300 })
    await app.press('Delete')
    await app.objects(2)
    await app.press('Control+Shift+h')
  })
  await test.step('the lasso selects what it goes around', async () => {
    await app.press('Control+Shift+a', 'q')
    const ring = [
      { x: 280, y: 130 },
      { x: 440, y: 130 },
      { x: 440, y: 280 },
      { x: 280, y: 280 },
    ]
    for (const [i, corner] of ring.entries()) {
      const at = await app.toWindow(corner.x, corner.y)
      await app.page.mouse.move(at.x, at.y)
      if (i === 0) await app.page.mouse.down()
    }
    await app.page.mouse.up()
    await app.press('Delete')
    await app.objects(1)
    await expect.poll(() => kinds(app)).toEqual(['polygon'])
  })
})

test('smart box and wand answer a click from the real picture', async ({ app }) => {
  await app.begin(samplePicture)
  await app.fullSize()
  const near = await vehicle(app)
  await app.press('s')
  await expect(app.tool('Smart box')).toBeChecked()
  await app.click(near.x + near.w / 2, near.y + near.h / 2)
  await app.objects(1)
  await expect.poll(() => kinds(app)).toEqual(['polygon'])
  await app.press('w')
  await app.click(near.x + near.w / 2, near.y + near.h / 2)
  await app.objects(2)
})

/** A vehicle of the sample that is in view at full size. */
async function vehicle(app: App) {
  const { centerX: x, centerY: y } = await app.view()
  const seen = sampleBoxes().filter(
    (box) => Math.abs(box.x + box.w / 2 - x) < 300 && Math.abs(box.y + box.h / 2 - y) < 150,
  )
  const near = seen[0]
  if (!near) throw new Error('no vehicle is in view')
  return near
}
