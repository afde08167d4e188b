import { join } from 'node:path'
import sharp from 'sharp'
import { storedObjects } from '../bench/close.bench.mjs'
import { App, expect, samplePicture, test } from './windhover'
import { answerQuestions, drawBoxes, slow } from './leaving'

// A window that crashes or hangs comes back with all that was done.

/** Looks into the page from main: the driver of the tests gives a page up that has crashed. */
const looksInto =
  (app: App) =>
  (script: string): Promise<unknown> =>
    app.electron.evaluate(({ BrowserWindow }, code) => {
      const answer = BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code) as Promise<unknown>
      // A page that goes while it is asked never answers.
      // eslint-disable-next-line no-restricted-globals -- a deadline
      const silent = new Promise((resolve) => setTimeout(() => resolve('no answer'), 2000))
      return Promise.race([answer, silent])
    }, script)
const alerts = `[...document.querySelectorAll('[role=alert]')].map((each) => each.textContent).join(' ')`

test('a window that crashes four times says so, and opens again without the picture', async ({ home }) => {
  const app = await App.launch(home)
  const second = join(home, 'second.jpg')
  await sharp(samplePicture).jpeg().toFile(second)
  await app.begin(samplePicture, second)
  await drawBoxes(app, 1)
  const inPage = looksInto(app)
  const name = `document.querySelector('[role=application]')?.getAttribute('aria-label')`
  for (let crash = 1; crash <= 4; crash++) {
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    )
    if (crash === 4) break
    await expect.poll(() => inPage(name).catch(() => ''), { timeout: slow }).toBe('crossroads.png')
    await expect
      .poll(() => inPage(alerts).catch(() => ''))
      .toMatch(/The window crashed and was opened again; all/)
  }
  const heading = `document.querySelector('h1')?.textContent`
  await expect
    .poll(() => inPage(heading).catch(() => ''), { timeout: slow })
    .toMatch(/^The window crashed 4 times within a minute/)
  const press = (label: string) =>
    `[...document.querySelectorAll('button')].find((each) => each.textContent === ${JSON.stringify(label)})?.click()`
  await inPage(press('Open it without crossroads.png'))
  await expect.poll(() => inPage(name).catch(() => ''), { timeout: slow }).toBe('second.jpg')
  await expect
    .poll(() => inPage(alerts))
    .toMatch(/crossroads\.png and predictions are not shown, since the window crashed/)
  await app.close()
})

test('a window that hangs can be restarted, and comes back with what was drawn', async ({ home }) => {
  const app = await App.launch(home)
  const project = await app.begin(samplePicture)
  await drawBoxes(app, 2)
  await expect(app.page.getByText('Saved', { exact: true })).toBeVisible()
  const asked = await answerQuestions(app, 1)
  await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    void window?.webContents.executeJavaScript('for (;;);').catch(() => {})
    // Chromium says so itself after a while, but not while somebody drives the page.
    window?.emit('unresponsive')
  })
  await expect
    .poll(asked)
    .toEqual([
      expect.stringMatching(
        /^The window does not answer\.\n[^]*\nWait\nRestart the window\nRestart it without crossroads\.png$/,
      ),
    ])
  const inPage = looksInto(app)
  const objects = `document.querySelector('[role=application]')?.getAttribute('data-objects')`
  await expect.poll(() => inPage(objects).catch(() => ''), { timeout: slow }).toBe('2')
  await expect
    .poll(() => inPage(alerts).catch(() => ''))
    .toMatch(/The window was restarted; all that was done is in the project\./)
  await app.close()
  expect(storedObjects(project)).toBe(2)
})
