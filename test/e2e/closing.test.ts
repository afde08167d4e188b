import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { changesProject, commands } from '../../src/ipc/contract'
import type { CommandName } from '../../src/ipc/contract'
import { closeAtRandom, storedNotes, storedObjects } from '../bench/close.bench.mjs'
import { slowSync } from '../fixtures/slowSync.mjs'
import { App, expect, samplePicture, test } from './windhover'
import { answerQuestions, drawBoxes, slow } from './leaving'

// Nothing that was done is lost on the way out, and no process that is stuck keeps anybody from leaving.

// A slow disk and a stopped process are made by Linux’s means.
// eslint-disable-next-line playwright/no-skipped-test -- other systems have neither LD_PRELOAD nor SIGSTOP
test.skip(process.platform !== 'linux', 'a slow disk and a stopped process are made by Linux’s means')

/** Presses the window's close button, and does not wait. The app may be gone before it has answered. */
async function pressClose(app: App): Promise<void> {
  await app.electron
    .evaluate(({ BrowserWindow }) => {
      // After this call was answered.
      // eslint-disable-next-line no-restricted-globals -- nothing is waited for
      setTimeout(() => BrowserWindow.getAllWindows()[0]?.close())
    })
    .catch(() => {})
}

const ended = (app: App) => new Promise<void>((resolve) => app.process.once('exit', () => resolve()))

async function signal(app: App, worker: string, name: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  await expect(async () => {
    const pids = await app.workerPids(worker)
    expect(pids).toHaveLength(1)
    for (const pid of pids) process.kill(pid, name)
  }).toPass()
}

test('closing while five boxes are being saved waits for all of them, and says so', async ({ home }) => {
  const app = await App.launch(home, 'profile', slowSync(home, 500))
  const project = await app.begin(samplePicture)
  const asked = await answerQuestions(app, 0)
  await drawBoxes(app, 5)
  const end = ended(app)
  await pressClose(app)
  const bar = app.page.getByRole('progressbar', { name: /^Saving \d changes? …$/ })
  await expect(bar).toBeVisible()
  await expect.poll(() => asked().catch(() => [])).toEqual([])
  await end
  expect(storedObjects(project)).toBe(5)
})

test('what stands in a field when the window is closed is stored, though nobody left the field', async ({
  home,
}) => {
  const app = await App.launch(home, 'profile', slowSync(home, 300))
  const project = await app.begin(samplePicture)
  await app.page.getByRole('button', { name: /^Notes/ }).click()
  await app.page.getByRole('textbox', { name: 'Notes' }).fill('seen from the north')
  const end = ended(app)
  await pressClose(app)
  await end
  expect(storedNotes(project)).toEqual(['seen from the north'])
})

test('the signal of a system that goes down, another project and a reload lose none of them either', async ({
  home,
}) => {
  let app = await App.launch(home, 'profile', slowSync(home, 400))
  const project = await app.begin(samplePicture)
  await test.step('a reload', async () => {
    await drawBoxes(app, 4)
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload())
    await app.objects(4)
  })
  await test.step('another project', async () => {
    await app.settled()
    await drawBoxes(app, 3, 4)
    await app.answerSave(join(home, 'Documents', 'other.windhover'))
    await app.press('Control+Shift+n')
    await app.call('project.new', { classes: ['car'] })
    expect(storedObjects(project)).toBe(7)
    await app.page.reload()
    await app.close()
  })
  await test.step('a signal', async () => {
    app = await App.launch(home, 'profile', slowSync(home, 400))
    await app.openProject(project)
    await app.objects(7)
    await app.settled()
    await drawBoxes(app, 3, 7)
    const end = ended(app)
    app.process.kill('SIGTERM')
    await end
    expect(storedObjects(project)).toBe(10)
    expect(existsSync(join(project, 'project.lock'))).toBe(false)
  })
})

test('10,000 objects are deleted, and the window is closed at once', async ({ home }) => {
  const app = await App.launch(home)
  const lines = Array.from({ length: 10_000 }, (_, i) => `0 ${0.1 + 0.00008 * i} 0.5 0.004 0.01`)
  const picture = join(home, 'field.png')
  await sharp(samplePicture).png().toFile(picture)
  writeFileSync(join(home, 'field.txt'), lines.join('\n'))
  const project = await app.begin(picture, join(home, 'field.txt'))
  await app.objects(10_000)
  await app.image.focus()
  await app.press('Control+a', 'Delete')
  await app.objects(0)
  const end = ended(app)
  await pressClose(app)
  await end
  expect(storedObjects(project)).toBe(0)
})

test('a store that does not answer: the person is asked, leaves, and finds all of it the next time', async ({
  home,
}) => {
  let app = await App.launch(home)
  const project = await app.begin(samplePicture)
  await drawBoxes(app, 1)
  await expect(app.page.getByText('Saved', { exact: true })).toBeVisible()
  const asked = await answerQuestions(app, 1)
  await signal(app, 'store', 'SIGSTOP')
  await drawBoxes(app, 2, 1)
  const end = ended(app)
  const began = Date.now()
  await pressClose(app)
  await expect
    .poll(
      () =>
        asked().then(
          (questions) => questions[0] ?? '',
          () => '',
        ),
      { timeout: slow },
    )
    .toMatch(
      /^2 changes of this project are not saved: .* does not answer[^]*\nWait\nLeave, and keep 2 changes for the next time\nStay$/,
    )
  await end
  expect(Date.now() - began).toBeLessThan(40_000)
  expect(existsSync(join(project, 'project.lock'))).toBe(false)
  expect(storedObjects(project)).toBe(1)

  app = await App.launch(home)
  await app.openProject(project)
  await app.objects(3)
  await expect(
    app.status(/2 changes that could not be saved the last time are in the project now/),
  ).toBeVisible()
  await expect(app.page.getByRole('alert')).toHaveCount(0)
  await app.close()
  expect(storedObjects(project)).toBe(3)
})

test('a store that does not answer is named, and started again with what was drawn; with nothing to store the window closes', async ({
  home,
}) => {
  const app = await App.launch(home)
  const project = await app.begin(samplePicture)
  await signal(app, 'store', 'SIGSTOP')
  await drawBoxes(app, 2)
  const alert = app.alert(/store process does not answer, and does not work either/)
  await expect(alert).toBeVisible({ timeout: slow })
  await alert.getByRole('button', { name: 'Restart' }).click()
  await expect(alert).toBeHidden()
  await expect(app.page.getByText('Saved', { exact: true })).toBeVisible()
  const asked = await answerQuestions(app, 2)
  await signal(app, 'store', 'SIGSTOP')
  const end = ended(app)
  await pressClose(app)
  await expect.poll(() => asked().catch(() => [])).toEqual([])
  await end
  expect(existsSync(join(project, 'project.lock'))).toBe(false)
  expect(storedObjects(project)).toBe(2)
})

test('a data process that does not answer is named, and an import ends when it is started again', async ({
  app,
  home,
}) => {
  await app.begin(samplePicture)
  const second = join(home, 'second.jpg')
  await sharp(samplePicture).jpeg().toFile(second)
  await signal(app, 'data', 'SIGSTOP')
  await app.importFiles(second)
  const alert = app.alert(/data process does not answer, and does not work either/)
  await expect(alert).toBeVisible({ timeout: slow })
  await alert.getByRole('button', { name: 'Restart' }).click()
  await expect(alert).toBeHidden()
  await expect(app.alert(/data process ended unexpectedly/)).toBeVisible()
  await expect(app.page.getByRole('progressbar')).toHaveCount(0)
  await app.importFiles(second)
  await expect(app.status(/imported 1 image/i)).toBeVisible({ timeout: slow })
})

/** Every file of a folder, with its size and when it was written. */
function contents(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'project.lock')
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name))
      return `${name} ${size} ${mtimeMs}`
    })
    .sort()
}

test('a project that can only be looked at refuses every command that would change it', async ({ home }) => {
  const app = await App.launch(home)
  const project = await app.begin(samplePicture)
  await drawBoxes(app, 1)
  await app.call('project.close', undefined)
  const file = join(project, 'project.db')
  const bytes = readFileSync(file)
  // SQLite's user_version, in the file's header.
  bytes.writeUInt32BE(99, 60)
  writeFileSync(file, bytes)
  const before = contents(project)
  await app.page.reload()
  await app.openProject(project)
  await app.objects(1)
  const settings = {
    epochs: 1,
    batch: 1,
    engine: 'auto',
    seed: 1,
    learningRate: 0.01,
    falseNegativeWeight: 1,
  }
  const display = null
  const view = { bookmarks: [], sweep: null }
  const given: Partial<Record<CommandName, unknown>> = {
    'images.import': { paths: [samplePicture] },
    'labels.import': { paths: [samplePicture] },
    'images.prepare': { image: 1 },
    'image.display': { image: 1, display },
    'images.pixelSize': { images: [1], size: null },
    'image.about': { image: 1, notes: '', properties: [] },
    'images.relink': { image: 1 },
    'images.remove': { image: 1 },
    'image.view.write': { image: 1, view },
    'dataset.build': { tile: 64, level: 0, split: null, seed: 1 },
    'dataset.foreign': { tile: 64, split: null, seed: 1 },
    'train.start': { settings },
    'run.note': { run: 'best', note: 'n' },
    'run.rename': { run: 'best', name: 'n' },
    'project.shown.write': { chosen: null, shown: null, thresholds: {} },
    'run.remove': { run: 'best' },
    'predict.start': { images: [1] },
    'sample.draw': { image: 1, fields: 1 },
    'run.import': undefined,
    'document.hold': { token: 't', label: 'l', total: 1, at: 0, changes: [] },
    'document.apply': { token: 't' },
    'document.undo': undefined,
    'document.redo': undefined,
  }
  const changing = (Object.keys(commands) as CommandName[]).filter(changesProject)
  expect(changing.toSorted()).toEqual(Object.keys(given).toSorted())
  for (const command of changing) {
    const answer = () =>
      app.page.evaluate(
        ([name, input]) =>
          (
            globalThis as unknown as { windhover: { call(n: unknown, i: unknown): Promise<unknown> } }
          ).windhover
            .call(name, input)
            .then(
              () => 'done',
              (error: { message: string }) => error.message,
            ),
        [command, given[command]] as const,
      )
    await expect.poll(answer, command).toMatch(/written by a newer Windhover \(version 99/)
  }
  await app.close()
  expect(contents(project)).toEqual(before)
})

test('closed at random moments while editing, on disks of different speed: all that was shown is there', async ({
  home,
}) => {
  const launch = async (extra: Record<string, string>) => (await App.launch(home, 'profile', extra)).electron
  await expect(
    closeAtRandom({ rounds: 4, seed: Date.now() % 2 ** 31, syncs: [200, 700], launch, folder: home }),
  ).resolves.toMatchObject({ questions: 0 })
})
