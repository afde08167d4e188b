import {
  _electron,
  type ElectronApplication,
  expect,
  type Locator,
  type Page,
  test as base,
} from '@playwright/test'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { CommandIn, CommandName, CommandOut, WindowApi } from '../../src/ipc/contract'
import { electronExecutable, glance, root, type View, work, type Box } from './given'
import { slowDown } from './slow'
import { ownScreen } from './ownScreen'

// Drives the real app with real mouse and keys. Only Electron's own file dialogs are answered for the person, since
// no test can click in them.

export * from './given'

/** One running app with a home folder of its own. */
export class App {
  private static readonly running = new Set<App>()
  /** What the page said on its console as an error, and what it threw. */
  readonly complaints: string[] = []

  private constructor(
    readonly electron: ElectronApplication,
    readonly page: Page,
    readonly home: string,
    /** Known from the start: an app that has ended no longer tells it. */
    readonly process: ChildProcess,
  ) {}

  /** A second app at the same time needs another `profile`; `extra` goes into its environment, `words` after its name. */
  static async launch(
    home: string,
    profile = 'profile',
    extra: Readonly<Record<string, string>> = {},
    words: readonly string[] = [],
  ): Promise<App> {
    const packaged = process.env['WINDHOVER_TEST_APP']
    const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
    mkdirSync(join(home, 'Documents'), { recursive: true })
    const inherited = Object.entries(process.env).filter((e): e is [string, string] => e[1] !== undefined)
    const kept = inherited.filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE')
    const env = {
      ...Object.fromEntries(kept),
      HOME: home,
      XDG_CONFIG_HOME: join(home, 'config'),
      LANGUAGE: 'en',
      ...extra,
    }
    const electron = await _electron.launch({
      executablePath: packaged ?? electronExecutable(),
      args: [...sandbox, ...(packaged ? [] : [root]), `--user-data-dir=${join(home, profile)}`, ...words],
      env,
      ...work,
    })
    const page = await electron.firstWindow(work)
    const app = new App(electron, page, home, electron.process())
    page.on('console', (message) => message.type() === 'error' && app.complaints.push(message.text()))
    page.on('pageerror', (error) => app.complaints.push(error.stack ?? String(error)))
    App.running.add(app)
    electron.once('close', () => App.running.delete(app))
    await page.waitForLoadState('domcontentloaded')
    await slowDown(electron, page)
    return app
  }

  /** Answers the next "save as" dialogs with this path. */
  async answerSave(path: string): Promise<void> {
    await this.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
  }

  async answerOpen(...paths: string[]): Promise<void> {
    await this.electron.evaluate(({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
    }, paths)
  }

  /** The process ids of the utility processes whose name ends so. */
  async workerPids(name: string): Promise<number[]> {
    return this.electron.evaluate(({ app }, wanted) => {
      return app
        .getAppMetrics()
        .filter((m) => m.serviceName?.includes(wanted) || m.name?.includes(wanted))
        .map((m) => m.pid)
    }, `windhover-${name}`)
  }

  /** Begins a project with these pictures, and waits until the first is drawn. Returns the project's folder. */
  async begin(...pictures: string[]): Promise<string> {
    const project = join(this.home, 'Documents', 'test.windhover')
    await this.answerSave(project)
    await this.button('New project').first().click()
    await this.importFiles(...pictures)
    await expect(this.image).toHaveAccessibleName(basename(pictures[0] ?? ''), work)
    await this.settled()
    return project
  }

  async importFiles(...paths: string[]): Promise<void> {
    await this.answerOpen(...paths)
    await this.button('Import images').first().click()
  }

  async openProject(folder: string): Promise<void> {
    await this.answerOpen(folder)
    await this.button('Open project').first().click()
  }

  /** Asks main what the window would ask it: what is stored, not what is shown. */
  async call<C extends CommandName>(name: C, input: CommandIn<C>): Promise<CommandOut<C>> {
    const ask = ([command, given]: [C, CommandIn<C>]) =>
      (globalThis as unknown as { windhover: WindowApi }).windhover.call(command, given)
    return (await this.page.evaluate(ask as never, [name, input] as never)) as CommandOut<C>
  }

  /**
   * What the project holds of its first image, as main stored it, once nothing is on its way there. An undo is not
   * announced: ask with expect.poll.
   */
  async stored() {
    await this.saved()
    const project = await this.call('project.state', undefined)
    const image = project?.images[0]?.id ?? 0
    const { objects, checked } = await this.call('document.load', { image })
    return { classes: project?.classes ?? [], image, objects, checked }
  }

  async saved(): Promise<void> {
    await expect(this.page.getByText('Saved', { exact: true })).toBeVisible()
  }

  status(words: RegExp): Locator {
    return this.page.getByRole('status').filter({ hasText: words }).first()
  }

  alert(words: RegExp): Locator {
    return this.page.getByRole('alert').filter({ hasText: words }).first()
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Types into the palette once it is there: what is typed before that goes elsewhere. */
  async searchCommands(text: string): Promise<void> {
    await this.press('Control+k')
    const search = this.page.getByRole('combobox', { name: 'Search commands' })
    await expect(search).toBeFocused()
    await search.fill(text)
  }

  get image(): Locator {
    return this.page.getByRole('application')
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  step(name: string): Locator {
    return this.page.getByRole('tab', { name: new RegExp(`^${name}`) })
  }

  tool(name: string): Locator {
    return this.page
      .getByRole('toolbar', { name: 'Tools' })
      .getByRole('radio', { name: new RegExp(`^${name}`) })
  }

  async objects(count: number): Promise<void> {
    await expect(this.image).toHaveAttribute('data-objects', String(count))
  }

  /** One pixel of the image to one of the screen. */
  async fullSize(): Promise<void> {
    await this.press('Control+0')
    await expect(this.image).toHaveAttribute('data-scale', '1')
    await this.settled()
  }

  /** Waits until the view rests and all that it shows is drawn. */
  async settled(): Promise<void> {
    await this.loaded()
    await expect(this.image).toHaveAttribute('data-settled', 'true', work)
  }

  /** Waits until the objects of the image are there: before, the tools do nothing. */
  async loaded(): Promise<void> {
    await expect(this.image).toHaveAttribute('aria-busy', 'false', work)
  }

  /** What the image says of itself at this moment: for expect.poll, and for comparing with later. */
  async attribute(name: string): Promise<number> {
    return Number(await this.image.getAttribute(name))
  }

  /** Where the view is in the window and looks in the image, once it rests; all of one moment. */
  async view(): Promise<View> {
    await this.settled()
    return this.image.evaluate((picture: HTMLElement) => {
      const { x, y, width, height } = picture.getBoundingClientRect()
      const { centerX, centerY, scale } = picture.dataset
      return {
        x,
        y,
        w: width,
        h: height,
        centerX: Number(centerX),
        centerY: Number(centerY),
        scale: Number(scale),
      }
    })
  }

  /** Where a point of the image is in the window, once the view rests. */
  async toWindow(x: number, y: number): Promise<{ x: number; y: number }> {
    const view = await this.view()
    return {
      x: view.x + view.w / 2 + (x - view.centerX) * view.scale,
      y: view.y + view.h / 2 + (y - view.centerY) * view.scale,
    }
  }

  async click(x: number, y: number): Promise<void> {
    const at = await this.toWindow(x, y)
    await this.page.mouse.click(at.x, at.y)
  }

  async drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    const [a, b] = [await this.toWindow(from.x, from.y), await this.toWindow(to.x, to.y)]
    await this.page.mouse.move(a.x, a.y)
    await this.page.mouse.down()
    await this.page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2)
    await this.page.mouse.move(b.x, b.y)
    await this.page.mouse.up()
  }

  async drawBox(box: Box): Promise<void> {
    await this.drag({ x: box.x, y: box.y }, { x: box.x + box.w, y: box.y + box.h })
  }

  async close(): Promise<void> {
    await this.electron.close()
  }

  /** What a failed test left open: what it shows, in words for the log and as a picture, then its end. */
  static async abandon(picture: (index: number) => string): Promise<void> {
    for (const [i, app] of [...App.running].entries()) {
      const words = await app.page
        .locator('body')
        .innerText(glance)
        .catch(() => 'it does not answer')
      console.log(`Left open: ${words.replace(/\s*\n\s*/g, ' · ').slice(0, 2000)}`)
      if (app.complaints.length > 0) console.log(`On its console: ${app.complaints.join(' · ')}`)
      await app.page.screenshot({ path: picture(i), ...glance }).catch(() => {})
      app.process.kill('SIGKILL')
    }
    App.running.clear()
  }
}

/** A test with an app of its own; anything the page complained about fails it. */
export const test = base.extend<{ home: string; app: App }, { display: void }>({
  display: [
    async ({}, use, { parallelIndex }) => {
      const end = await ownScreen(parallelIndex)
      await use()
      end()
    },
    { scope: 'worker', auto: true },
  ],
  home: async ({}, use, info) => {
    const home = mkdtempSync(join(tmpdir(), 'windhover-e2e-'))
    await use(home)
    await App.abandon((index) => info.outputPath(`left-open-${index}.png`))
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  },
  app: async ({ home }, use) => {
    const app = await App.launch(home)
    await use(app)
    await app.close().catch(() => {})
    expect(app.complaints, 'errors on the console').toEqual([])
  },
})
export { expect }
