import { app, type BrowserWindow, dialog } from 'electron'
import type { CommandIn, CommandOut } from '../src/ipc/contract'
import { t } from '../src/messages/messages'
import { appOrigin } from './appProtocol'
import type { LeftOut } from './openProject'
import { spokenLanguage } from './language'
import { within } from './within'

/** So many crashes within a minute are mended by opening the window again, without a question. */
const maxReloads = 3
const minute = 60_000
/** How long an image's name is waited for. */
const nameMs = 1000

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
  /** While the person is asked about a window that does not answer; aborted when it does. */
  private asking: AbortController | undefined
  /** The person had it ended. */
  private ended = false
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
    window.on('unresponsive', () => void this.hangs())
    window.on('responsive', () => this.asking?.abort())
  }

  /** What comes into the window's sight. */
  shows(shown: { readonly image: number; readonly prediction?: boolean }): void {
    this.shown = { prediction: false, ...shown }
  }

  async told(): Promise<CommandOut<'window.crash'>> {
    if (this.times.length <= maxReloads) return null
    const { image, prediction } = this.shown
    const name = image === null ? undefined : await this.nameOf(image)
    return { message: this.sentence(), image: name ?? null, prediction, language: spokenLanguage() }
  }

  reopen(without: CommandIn<'window.reopen'>['without']): void {
    this.leaveOut(without)
    void this.window.loadURL(`${appOrigin}/index.html`)
  }

  private leaveOut(without: CommandIn<'window.reopen'>['without']): void {
    const { image } = this.shown
    if (without === 'image') this.hooks.leaveOut({ image, predictions: true })
    else if (without === 'prediction') this.hooks.leaveOut({ image: null, predictions: true })
    this.times = []
    this.shown = { image: null, prediction: false }
  }

  /** It neither draws nor listens, and does not end by itself either: it is offered what a crash brings about. */
  private async hangs(): Promise<void> {
    if (this.asking) return
    const asking = (this.asking = new AbortController())
    const { image, prediction } = this.shown
    const name = image === null ? undefined : await this.nameOf(image)
    const ways = [
      [t.host.wait, null],
      [t.host.restartTheWindow, 'nothing'],
      ...(prediction ? [[t.host.restartItWithoutPredictions, 'prediction'] as const] : []),
      ...(name === undefined ? [] : [[t.host.restartItWithoutName(name), 'image'] as const]),
    ] as const
    const { response } = await dialog.showMessageBox(this.window, {
      type: 'warning',
      message: t.host.theWindowDoesNotAnswer,
      detail: t.host.waitForItOrRestart,
      buttons: ways.map(([label]) => label),
      cancelId: 0,
      signal: asking.signal,
    })
    const without = asking.signal.aborted ? null : (ways[response]?.[1] ?? null)
    this.asking = undefined
    if (without === null || this.window.isDestroyed()) return
    this.leaveOut(without)
    this.ended = true
    this.window.webContents.forcefullyCrashRenderer()
  }

  /** Undefined also where the store does not tell in time. */
  private async nameOf(image: number): Promise<string | undefined> {
    let name: string | undefined
    await within(
      nameMs,
      this.hooks.nameOf(image).then((found) => (name = found)),
    )
    return name
  }

  private async crashed(reason: string): Promise<void> {
    const now = Date.now()
    const { ended } = this
    this.ended = false
    if (!ended) this.times = [...this.times.filter((at) => now - at < minute), now]
    this.asking?.abort()
    this.reason = reason === 'crashed' ? '' : ` (${reason === 'oom' ? t.host.memoryWasFull : reason})`
    this.saved = await this.hooks.gone()
    if (this.window.isDestroyed()) return
    const { webContents } = this.window
    if (this.times.length <= maxReloads) {
      webContents.once('did-finish-load', () => this.hooks.notice('alert', this.backWith(ended)))
      webContents.reload()
    } else if (this.times.length === maxReloads + 1) void this.window.loadURL(`${appOrigin}/crashed.html`)
    else await this.askOutside()
  }

  /** Not even the page that says so lives. */
  private async askOutside(): Promise<void> {
    const buttons = [t.host.openTheWindowAgain, t.host.quit]
    const options = { type: 'error', message: this.sentence(), buttons, cancelId: 1 } as const
    const { response } = await dialog.showMessageBox(options)
    if (response === 0) this.reopen('nothing')
    else app.quit()
  }

  private backWith(restarted: boolean): string {
    const { windowWasRestarted, windowWasRestartedSaved, windowCrashed, windowCrashedSaved } = t.host
    if (restarted) return this.saved ? windowWasRestartedSaved : windowWasRestarted
    return (this.saved ? windowCrashedSaved : windowCrashed)(this.reason)
  }

  private sentence(): string {
    const work = this.saved ? t.host.allThatWasDoneIs : t.host.notAllThatWasDone
    return t.host.theWindowCrashedLengthTimes(this.times.length, this.reason, work)
  }
}
