import { app, type BrowserWindow, dialog } from 'electron'
import type { CommandIn, CommandOut } from '../src/ipc/contract'
import { appOrigin } from './appProtocol'
import type { LeftOut } from './openProject'

/** So many crashes within a minute are mended by opening the window again, without a question. */
const mostReloads = 3
const minute = 60_000

interface Shown {
  readonly image: number | null
  readonly prediction: boolean
}

interface Hooks {
  /** Stores what the window had told of; false where that does not work yet. */
  gone(): Promise<boolean>
  /** The name of an image of the open project. */
  nameOf(image: number): Promise<string | undefined>
  leaveOut(what: LeftOut | null): void
  notice(role: 'alert' | 'status', message: string): void
}

/**
 * Brings a dead window back: Electron does not. One that dies again and again shows a page instead, which says so and
 * offers to leave out what was shown.
 */
export class Crashes {
  private times: number[] = []
  private reason = ''
  private saved = true
  private shown: Shown = { image: null, prediction: false }

  constructor(
    private readonly window: BrowserWindow,
    private readonly hooks: Hooks,
  ) {
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit' && !window.isDestroyed()) void this.crashed(reason)
    })
  }

  /** What comes into the window's sight. */
  shows(shown: { readonly image: number; readonly prediction?: boolean }): void {
    this.shown = { prediction: false, ...shown }
  }

  async told(): Promise<CommandOut<'window.crash'>> {
    if (this.times.length <= mostReloads) return null
    const { image, prediction } = this.shown
    const name = image === null ? undefined : await this.hooks.nameOf(image).catch(() => undefined)
    return { message: this.sentence(), image: name ?? null, prediction }
  }

  reopen(without: CommandIn<'window.reopen'>['without']): void {
    const { image } = this.shown
    if (without === 'image') this.hooks.leaveOut({ image, predictions: true })
    else if (without === 'prediction') this.hooks.leaveOut({ image: null, predictions: true })
    this.times = []
    this.shown = { image: null, prediction: false }
    void this.window.loadURL(`${appOrigin}/index.html`)
  }

  private async crashed(reason: string): Promise<void> {
    const now = Date.now()
    this.times = [...this.times.filter((at) => now - at < minute), now]
    this.reason = reason === 'crashed' ? '' : ` (${reason === 'oom' ? 'its memory was full' : reason})`
    this.saved = await this.hooks.gone()
    if (this.window.isDestroyed()) return
    const { webContents } = this.window
    if (this.times.length <= mostReloads) {
      webContents.once('did-finish-load', () =>
        this.hooks.notice(
          'alert',
          `The window crashed${this.reason} and was opened again${this.saved ? '; all that was done is in the project' : ''}.`,
        ),
      )
      webContents.reload()
    } else if (this.times.length === mostReloads + 1) void this.window.loadURL(`${appOrigin}/crashed.html`)
    else await this.askOutside()
  }

  /** Not even the page that says so lives. */
  private async askOutside(): Promise<void> {
    const buttons = ['Open the window again', 'Quit']
    const options = { type: 'error', message: this.sentence(), buttons, cancelId: 1 } as const
    const { response } = await dialog.showMessageBox(options)
    if (response === 0) this.reopen('nothing')
    else app.quit()
  }

  private sentence(): string {
    const work = this.saved
      ? 'All that was done is in the project.'
      : 'Not all that was done could be saved; what could not is kept, and tried again.'
    return `The window crashed ${this.times.length} times within a minute${this.reason}. ${work}`
  }
}
