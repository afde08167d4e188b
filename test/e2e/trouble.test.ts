import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { killAtRandom } from '../bench/kill.bench.mjs'
import { App, expect, glance, samplePicture, test, work } from './windhover'

// What goes wrong is said in one sentence, and the window lives.

test('files that are no pictures are named, and the project stays as it was', async ({ app, home }) => {
  const project = await app.begin(samplePicture)
  const png = readFileSync(samplePicture)
  const jpeg = await sharp(samplePicture).jpeg().toBuffer()
  const tiff = await sharp(samplePicture).tiff({ compression: 'none' }).toBuffer()
  // The directory lies at the end of what sharp writes: without it nothing can be found in the file.
  const files = {
    'words.png': 'This is a letter, not a picture.',
    'empty.jpg': '',
    'half.jpg': jpeg.subarray(0, jpeg.length / 2),
    'half.png': png.subarray(0, png.length / 2),
    'broken.tif': tiff.subarray(0, tiff.length / 2),
  }
  const before = await app.call('project.state', undefined)
  const pyramids = () => readdirSync(join(project, 'images')).sort()
  const stored = pyramids()
  for (const [name, bytes] of Object.entries(files)) {
    await test.step(name, async () => {
      const path = join(home, name)
      writeFileSync(path, bytes)
      await app.importFiles(path)
      const alert = app.alert(new RegExp(name.replace('.', '\\.')))
      await expect(alert).toBeVisible()
      await expect(alert).toHaveText(/^[^\n]{20,300}\.\s*$/)
      await expect(app.page.getByRole('alert')).toHaveCount(1)
      await alert.getByRole('button', { name: 'Close' }).click()
      await expect(alert).toBeHidden()
      await expect.poll(pyramids).toEqual(stored)
    })
  }
  await expect.poll(() => app.call('project.state', undefined)).toEqual(before)
  await app.settled()
})

test('a project that is open elsewhere, a folder that is none, a place where none can be', async ({
  app,
  home,
}) => {
  const project = await app.begin(samplePicture)
  const other = await App.launch(home, 'other-profile')

  await other.openProject(project)
  await expect(other.alert(/test\.windhover is already open in another window/)).toBeVisible()
  await expect(other.button('New project').first()).toBeVisible()

  const folder = join(home, 'holiday')
  mkdirSync(folder)
  await other.openProject(folder)
  await expect(other.alert(/holiday/)).toBeVisible()
  expect(readdirSync(folder)).toEqual([])

  const file = join(home, 'letter')
  writeFileSync(file, 'words')
  await other.answerSave(join(file, 'new.windhover'))
  await other.button('New project').first().click()
  await expect(other.alert(/letter/)).toBeVisible()
  await other.page.screenshot({ path: 'test-results/refused.png' })
  expect(other.complaints).toEqual([])
  await other.close()

  await app.press('r')
  await app.drag({ x: 300, y: 100 }, { x: 420, y: 180 })
  await app.objects(1)
  await app.close()
  const next = await App.launch(home, 'other-profile')
  await next.openProject(project)
  await next.objects(1)
  await next.close()
})

test('the data process is killed: the window says so, shows the picture and imports again', async ({
  app,
  home,
}) => {
  await app.begin(samplePicture)
  await expect.poll(() => app.workerPids('data')).toHaveLength(1)
  const killed = await app.workerPids('data')
  for (const pid of killed) process.kill(pid, 'SIGKILL')
  await expect(app.alert(/data process ended unexpectedly/)).toBeVisible()
  await app.press('Control+0', '+', '+')
  await expect.poll(() => app.attribute('data-scale')).toBeGreaterThan(2)
  await app.settled()
  await expect(app.page.getByRole('alert')).toHaveCount(1)

  const second = join(home, 'second.jpg')
  await sharp(samplePicture).jpeg().toFile(second)
  await app.importFiles(second)
  await expect(app.status(/imported 1 image/i)).toBeVisible(work)
  await expect(app.page.getByText('1 / 2')).toBeVisible()
  await app.press('d')
  await expect(app.image).toHaveAccessibleName(basename(second))
  await app.settled()
  await expect.poll(() => app.workerPids('data')).not.toEqual(killed)
})

test('the store’s process is killed: the window says so, and goes on where it was', async ({ app }) => {
  await app.begin(samplePicture)
  await app.press('r')
  await app.drag({ x: 300, y: 100 }, { x: 420, y: 180 })
  await app.objects(1)
  await app.saved()
  await expect.poll(() => app.workerPids('store')).toHaveLength(1)
  const killed = await app.workerPids('store')
  for (const pid of killed) process.kill(pid, 'SIGKILL')
  await expect(app.alert(/store process ended unexpectedly/)).toBeVisible()
  await app.drag({ x: 600, y: 100 }, { x: 720, y: 180 })
  await app.objects(2)
  const stored = async () => (await app.stored()).objects
  await expect.poll(stored).toHaveLength(2)
  await app.press('Control+z', 'Control+z')
  await app.objects(0)
  await expect.poll(stored).toHaveLength(0)
})

test('the project’s disk is pulled out: nothing that was drawn is lost, here or over a restart', async ({
  home,
}) => {
  let app = await App.launch(home)
  const project = await app.begin(samplePicture)
  const away = `${project}.away`
  const unsaved = app.page.getByRole('alert').filter({ hasText: /Not saved: .*is no longer there/ })
  await app.press('r')

  await test.step('put back while the window is open', async () => {
    renameSync(project, away)
    await app.drag({ x: 300, y: 100 }, { x: 420, y: 180 })
    await app.objects(1)
    await expect(unsaved).toHaveCount(1)
    renameSync(away, project)
    // It may try again by itself at this very moment.
    await app
      .button('Try again')
      .click(glance)
      .catch(() => {})
    await expect.poll(async () => (await app.stored()).objects).toHaveLength(1)
  })

  await test.step('closed without it', async () => {
    renameSync(project, away)
    await app.drag({ x: 600, y: 100 }, { x: 720, y: 180 })
    await app.drag({ x: 800, y: 100 }, { x: 920, y: 180 })
    await app.objects(3)
    await expect(unsaved).toHaveCount(1)
    await app.close()
    expect(existsSync(project)).toBe(false)
  })

  await test.step('opened again, it takes what was kept', async () => {
    renameSync(away, project)
    app = await App.launch(home)
    await app.openProject(project)
    await expect(
      app.status(/2 changes that could not be saved the last time are in the project now/),
    ).toBeVisible()
    await app.objects(3)
    await app.close()
    app = await App.launch(home)
    await app.openProject(project)
    await app.objects(3)
    await app.close()
  })
})

test('a newer version’s project can be looked at, and says why nothing can be changed', async ({
  app,
  home,
}) => {
  const project = await app.begin(samplePicture)
  await app.press('r')
  await app.drag({ x: 300, y: 100 }, { x: 420, y: 180 })
  await app.objects(1)
  await app.call('project.close', undefined)
  const file = join(project, 'project.db')
  const bytes = readFileSync(file)
  // SQLite's user_version, in the file's header.
  bytes.writeUInt32BE(99, 60)
  writeFileSync(file, bytes)
  const other = await App.launch(home, 'other-profile')
  await other.openProject(project)
  await expect(other.alert(/written by a newer Windhover \(version 99/)).toBeVisible()
  await other.objects(1)
  await other.press('r')
  await other.drag({ x: 600, y: 100 }, { x: 720, y: 180 })
  await other.objects(1)
  await other.close()
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('20 kills of any process at random moments lose nothing that was confirmed', async ({ home }) => {
  const launch = async () => (await App.launch(home)).electron
  const seed = Date.now() % 2 ** 31
  const { edits } = await killAtRandom({ kills: 20, seed, launch, folder: home })
  // eslint-disable-next-line windhover/single-read -- what was counted, when all is over
  expect(edits).toBeGreaterThan(20)
})

/** The next question is answered with its button of this number. */
async function answerNext(app: App, button: number): Promise<void> {
  await app.electron.evaluate(({ dialog }, response) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBox = ((...given: unknown[]) => {
      const { message, buttons } = given.at(-1) as Electron.MessageBoxOptions
      asked.push(`${message} ${buttons?.join(' / ')}`)
      return Promise.resolve({ response, checkboxChecked: false })
    }) as typeof dialog.showMessageBox
  }, button)
}
const asked = (app: App) => app.electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)

test('a training whose process is killed, or whose window is closed, can go on', async ({ home }) => {
  let app = await App.launch(home)
  await app.button('Open sample').click()
  await expect(app.image).toHaveAccessibleName('crossroads.png', work)
  const state = async () => app.call('project.state', undefined)
  const project = (await state())?.path ?? ''
  await app.step('Dataset').click()
  await app.button('Build dataset').click()
  await expect(app.status(/dataset is built/i)).toBeVisible(work)
  await app.step('Train').click()
  const loss = app.page.getByRole('img', { name: /^Loss: train \d/ })
  const learning = async () => {
    await app.button('Start training').click()
    // The run before may still be shown until the new one reports.
    await expect(app.page.getByRole('heading', { name: 'Training in progress' })).toBeVisible(work)
    await expect(loss).toBeVisible()
  }

  await test.step('killed', async () => {
    await learning()
    for (const pid of await app.workerPids('trainer')) process.kill(pid, 'SIGKILL')
    await expect(app.alert(/trainer process ended unexpectedly/)).toBeVisible()
    await expect(app.page.getByRole('listitem').filter({ hasText: /interrupted/ })).toHaveCount(1)
    await app.page.screenshot({ path: 'test-results/killed.png' })
  })

  await test.step('started again, and closed in the middle', async () => {
    await learning()
    expect(app.complaints).toEqual([])
    // Asked first: with "Stay" it goes on, with "Stop and keep" the app ends.
    await answerNext(app, 1)
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await expect.poll(() => asked(app)).toEqual(['A training is running. Stop and keep / Stay'])
    await expect(app.page.getByRole('heading', { name: 'Training in progress' })).toBeVisible()
    await answerNext(app, 0)
    await app.close()
    await expect.poll(() => readdirSync(join(project, 'runs'))).toHaveLength(2)
  })

  await test.step('opened again, the run goes on', async () => {
    app = await App.launch(home)
    await app.openProject(project)
    await app.settled()
    await expect(app.page.getByRole('note', { name: 'What comes next' })).toHaveText(
      /^A training was cut off (after \d+ epochs?|in its first epoch): go on with it in Train/,
    )
    await app.button('Continue').click()
    const runs = async () => (await state())?.runs ?? []
    await expect
      .poll(async () => (await runs()).map(({ status }) => status))
      .toEqual(['interrupted', 'interrupted'])
    const [before] = (await runs()).toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
    const run = app.page.getByRole('listitem').filter({ hasText: /^Run 2 · / })
    await expect
      .poll(() => existsSync(join(project, 'runs', before?.id ?? '', 'checkpoints', 'last')))
      .toBe(true)
    const curve = app.page.getByRole('img', { name: /^Loss: train \d/ })
    const known = await curve.getAttribute('aria-label')
    await expect(run.getByRole('button', { name: /^Resume/ })).toHaveText('Resume')
    // The first button of the step asks how much longer.
    await app.page
      .getByRole('radiogroup', { name: 'How much longer' })
      .getByRole('radio', { name: '10 min' })
      .click()
    await app.page
      .getByRole('button', { name: /^Resume Run 2 · Heat map · \d+ objects$/ })
      .first()
      .click()
    await expect(curve).not.toHaveAttribute('aria-label', known ?? '', work)
    await app.button('Stop').click()
    await expect(app.status(/training stopped/i)).toBeVisible(work)
    await expect(async () => {
      const after = await runs()
      expect(after).toHaveLength(2)
      const resumed = after.find(({ id }) => id === before?.id)
      expect(resumed?.steps).toBeGreaterThan(before?.steps ?? Infinity)
      expect(resumed?.config.minutes).toBeGreaterThan(10)
    }).toPass()
    expect(app.complaints).toEqual([])
    await app.close()
  })
})
