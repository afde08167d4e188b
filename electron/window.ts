import { app, BrowserWindow, nativeTheme, session } from 'electron'
import { fileURLToPath } from 'node:url'
import { appOrigin } from './appProtocol'

/** Creates the one window: sandboxed, isolated, no navigation, no permissions, no network. */
export function createWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Windhover',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#15181c' : '#f6f7f8',
    webPreferences: {
      preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      // Training reports and progress must be drawn when the window is covered, too.
      backgroundThrottling: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  window.webContents.on('will-navigate', (event) => event.preventDefault())
  void window.loadURL(`${appOrigin}/index.html`)
  return window
}

/** No request leaves this machine, and no page may ask for a device. */
export function lockSession(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.webRequest.onBeforeRequest((details, callback) => {
    const own = /^(windhover|devtools|blob|data):/.test(details.url)
    callback({ cancel: !own })
  })
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}
