import type { ElectronApplication, Page } from '@playwright/test'

// A slow machine, made on a fast one: WINDHOVER_TEST_SLOW=4 lets the window compute four times slower and keeps what
// window and main say to each other on its way. A test that looks before the app is there fails then, on any machine.

/** How long a message is on its way for each time slower, in ms. */
const delay = 30

/** What Electron keeps of a handler; its types leave it out. */
interface Handlers {
  readonly _invokeHandlers: Map<string, (...args: unknown[]) => unknown>
}

export async function slowDown(electron: ElectronApplication, page: Page): Promise<void> {
  const factor = Number(process.env['WINDHOVER_TEST_SLOW'] ?? 1)
  if (!(factor > 1)) return
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: factor })
  await electron.evaluate(({ BrowserWindow, ipcMain }, ms) => {
    // eslint-disable-next-line no-restricted-globals -- the delay itself, not a test that waits
    const wait = () => new Promise((done) => setTimeout(done, ms))
    const { _invokeHandlers: handlers } = ipcMain as unknown as Handlers
    const answer = handlers.get('call')
    if (!answer) throw new Error('main answers no calls')
    handlers.set('call', async (...args) => {
      await wait()
      const reply = await answer(...args)
      await wait()
      return reply
    })
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      const send = webContents.send.bind(webContents)
      webContents.send = (...args) => void wait().then(() => webContents.isDestroyed() || send(...args))
    }
  }, factor * delay)
}
