import { type BrowserWindow, type IpcMainInvokeEvent, MessageChannelMain, ipcMain } from 'electron'
import { AppError, toWireError } from '../src/base/errors'
import {
  type CommandIn,
  type CommandName,
  type CommandOut,
  changesProject,
  commands,
  type EventData,
  type EventName,
  isWaitedFor,
  maxOf,
} from '../src/ipc/contract'
import { check, isWithin } from '../src/ipc/receive'
import { t } from '../src/messages/messages'
import { appOrigin } from './appProtocol'
import type { Worker } from './workers'

export type CommandHandlers = {
  [C in CommandName]: (input: CommandIn<C>) => Promise<CommandOut<C>> | CommandOut<C>
}

/** Checked input goes in; what it gives is the command's answer. */
export type HandlerOf = (command: CommandName) => Promise<(input: unknown) => unknown>

/** What the open project says of a command that would change it. */
interface Gate {
  /** Why it may not be changed; null where it may. */
  readonly readOnly: string | null
  /** Whoever leaves the project waits for this. */
  track<T>(work: Promise<T>): Promise<T>
}

/**
 * Answers the window's calls: the sender, the command's name and its input are checked before anything is done, and
 * whether the project may be changed.
 */
export function answerCalls(window: BrowserWindow, handlerOf: HandlerOf, gate: Gate): void {
  ipcMain.handle('call', async (event, name: unknown, input: unknown) => {
    try {
      if (!isOwn(window, event) || typeof name !== 'string' || !Object.hasOwn(commands, name)) {
        throw new AppError('refused', t.host.theWindowAskedForSomething)
      }
      const command = name as CommandName
      if (!isWithin(input, maxOf(command)))
        throw new AppError('too-large', t.host.theCommandCommandWasGiven(command))
      const parsed = check(commands[command].in, input)
      if (!parsed.success) {
        throw new AppError(
          'bad-message',
          t.host.theCommandCommandWasGiven2(command, parsed.issues[0].message),
        )
      }
      const why = changesProject(command) ? gate.readOnly : null
      if (why !== null) throw new AppError('project-read-only', why)
      const work = handlerOf(command).then((handler) => handler(parsed.output))
      return { value: await (isWaitedFor(command) ? gate.track(work) : work) }
    } catch (error) {
      const { code, message } = toWireError(error)
      if (code === 'unexpected') console.error(error)
      return { error: { code, message } }
    }
  })
}

/**
 * The window's own page, at its top: no page that was brought into it, and no other window, is answered. A page without
 * an address of its own (about:blank) has the origin of the one that it comes from.
 */
function isOwn(window: BrowserWindow, { sender, senderFrame }: IpcMainInvokeEvent): boolean {
  if (window.isDestroyed() || sender !== window.webContents || senderFrame?.parent !== null) return false
  return senderFrame.origin === appOrigin && senderFrame.url.startsWith(`${appOrigin}/`)
}

export function sendEvent<E extends EventName>(window: BrowserWindow, name: E, data: EventData<E>): void {
  if (!window.isDestroyed()) window.webContents.send('event', name, data)
}

/** A line for tiles between the window and the data process, which main hands over and never reads. */
export function connectTiles(window: BrowserWindow, data: Pick<Worker<never>, 'sendPort'>): void {
  if (window.isDestroyed()) return
  const { port1, port2 } = new MessageChannelMain()
  data.sendPort('tiles-port', port1)
  window.webContents.postMessage('tiles-port', null, [port2])
}
