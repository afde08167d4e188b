import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { WindowApi } from '../../src/ipc/contract'
import { App, expect, root, test, work } from './windhover'

// Electron's list of what an app has to see to ("Security", the checklist), by its numbers, in the packaged app. Points 4
// and 19, sandbox and fuses, stand in packaged-sandbox.test.ts and packaged-release.test.ts.

declare global {
  interface Window {
    readonly windhover: WindowApi
  }
}

const start = 'windhover://app/index.html'
const policyOf = (name: string) =>
  /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(
    readFileSync(join(root, `out/renderer/${name}.html`), 'utf8'),
  )?.[1] ?? ''

/** What Electron tells of a window's settings; its types leave it out. */
interface Told {
  getLastWebPreferences(): { readonly [setting: string]: unknown }
}

async function preferences(app: App): Promise<Record<string, unknown>> {
  return app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as Told
    return JSON.parse(JSON.stringify(contents.getLastWebPreferences())) as Record<string, unknown>
  })
}

/** What became of a call that the page makes: its value's type, or the code of the refusal. */
const ask = async (app: App, command: string, input?: unknown) =>
  app.page.evaluate(
    ([command, input]) =>
      window.windhover.call(command as never, input as never).then(
        (value) => typeof value,
        (error: { code: string }) => error.code,
      ),
    [command, input] as const,
  )

test('1, 2, 3, 6 to 12: what the window is, and what it can not', async ({ home }) => {
  const app = await App.launch(home)
  const expected = {
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  }
  await expect.poll(() => preferences(app)).toMatchObject(expected)
  await expect.poll(async () => (await preferences(app))['enableBlinkFeatures'] ?? '').toBe('')
  const switches = ['enable-blink-features', 'disable-web-security', 'allow-running-insecure-content']
  await expect
    .poll(() =>
      app.electron.evaluate(
        ({ app: { commandLine } }, names) => names.filter((name) => commandLine.hasSwitch(name)),
        [...switches, 'enable-experimental-web-platform-features', 'ignore-certificate-errors'],
      ),
    )
    .toEqual([])

  const devTools = () =>
    app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      contents?.openDevTools()
      return contents?.isDevToolsOpened()
    })
  await expect.poll(devTools).toBe(false)
  await test.step('1: all that was loaded is the app’s own', async () => {
    const loaded = () =>
      app.page.evaluate(() => [
        isSecureContext,
        ...performance
          .getEntriesByType('resource')
          .map(({ name }) => name)
          .filter((name) => !name.startsWith('windhover://app/')),
      ])
    await expect.poll(loaded).toEqual([true])
  })
  await test.step('2, 20: no Node and no Electron in the page', async () => {
    const names = ['require', 'process', 'module', 'global', 'Buffer', 'ipcRenderer', 'electron', '__dirname']
    const there = () => app.page.evaluate((names) => names.filter((name) => name in globalThis), names)
    await expect.poll(there).toEqual([])
  })
  await test.step('3: what the page does to its own objects does nothing to the bridge', async () => {
    const answer = () =>
      app.page.evaluate(async () => {
        const { prototype } = Object as unknown as { prototype: { error?: unknown } }
        Object.defineProperty(prototype, 'error', { configurable: true, value: { code: 'hijacked' } })
        try {
          return await window.windhover.call('project.state', undefined)
        } finally {
          delete prototype.error
        }
      })
    await expect.poll(answer).toBe(null)
  })
  await test.step('11, 12: a webview is an element like any other', async () => {
    const shown = () =>
      app.page.evaluate(() => {
        const view = document.createElement('webview')
        Object.assign(view, { src: 'https://windhover.example', allowpopups: true })
        document.body.append(view)
        const made = Object.getPrototypeOf(view) === HTMLElement.prototype
        view.remove()
        return made
      })
    await expect.poll(shown).toBe(true)
    const contents = () => app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)
    await expect.poll(contents).toBe(1)
  })
  await app.close()
})

test('5: every permission is refused, asked or only looked at', async ({ home }) => {
  const app = await App.launch(home)
  const names = [
    ...['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read', 'clipboard-write'],
    ...['persistent-storage', 'window-management', 'local-fonts', 'idle-detection', 'screen-wake-lock'],
    ...[
      'background-sync',
      'accelerometer',
      'gyroscope',
      'storage-access',
      'display-capture',
      'keyboard-lock',
    ],
  ]
  const granted = () =>
    app.page.evaluate(async (names) => {
      const state = async (name: string) => {
        try {
          return (await navigator.permissions.query({ name } as never)).state
        } catch {
          return 'unknown'
        }
      }
      const states = await Promise.all(names.map(async (name) => `${name}: ${await state(name)}`))
      return states.filter((each) => !/denied|unknown/.test(each))
    }, names)
  await expect.poll(granted).toEqual([])

  const requests = () =>
    app.page.evaluate(async () => {
      const n = navigator as unknown as Record<string, Record<string, (...given: unknown[]) => unknown>>
      const attempts: Record<string, () => unknown> = {
        camera: () => n['mediaDevices']?.['getUserMedia']?.({ video: true }),
        microphone: () => n['mediaDevices']?.['getUserMedia']?.({ audio: true }),
        screen: () => n['mediaDevices']?.['getDisplayMedia']?.({ video: true }),
        place: () => new Promise((found, failed) => navigator.geolocation.getCurrentPosition(found, failed)),
        clipboard: () => n['clipboard']?.['readText']?.(),
        midi: () => navigator.requestMIDIAccess({ sysex: true }),
        bluetooth: () => n['bluetooth']?.['requestDevice']?.({ acceptAllDevices: true }),
        usb: () => n['usb']?.['requestDevice']?.({ filters: [] }),
        hid: async () => ((await n['hid']?.['requestDevice']?.({ filters: [] })) as unknown[])[0],
        serial: () => n['serial']?.['requestPort']?.(),
        awake: () => n['wakeLock']?.['request']?.('screen'),
        fullscreen: () => document.documentElement.requestFullscreen(),
        notification: async () => (await Notification.requestPermission()) === 'granted',
        fonts: async () =>
          ((await (globalThis as never as Record<string, () => Promise<unknown[]>>)['queryLocalFonts']?.()) ??
            [])[0],
        storage: () => navigator.storage.persist(),
      }
      const tried = Object.entries(attempts).map(async ([name, attempt]) => {
        const noAnswer = new Promise((late) => (AbortSignal.timeout(3000).onabort = () => late(false)))
        try {
          const came = await Promise.race([attempt(), noAnswer])
          return came ? [`${name}: ${String(came)}`] : []
        } catch {
          return []
        }
      })
      return [...(await Promise.all(tried)).flat(), ...(document.fullscreenElement ? ['fullscreen'] : [])]
    })
  await expect.poll(requests).toEqual([])
  await app.close()
})

test('7: the policy stands in the page and in the answer that brings it, and is kept', async ({ home }) => {
  const app = await App.launch(home)
  for (const name of ['index', 'crashed']) {
    const header = () =>
      app.page.evaluate(async (name) => {
        const { headers } = await fetch(`windhover://app/${name}.html`)
        return [headers.get('content-security-policy'), headers.get('x-content-type-options')]
      }, name)
    const wanted = policyOf(name)
      .split('; ')
      .filter((each) => name === 'index' || !/^(img|font|connect)/.test(each))
    expect(wanted.length).toBeGreaterThan(3)
    for (const directive of [...wanted, "frame-ancestors 'none'"])
      await expect.poll(header).toEqual([expect.stringContaining(directive), 'nosniff'])
  }
  expect(policyOf('index')).not.toMatch(/unsafe|https?:|\*/)

  const ran = () =>
    app.page.evaluate(
      () =>
        new Promise((resolve) => {
          // Not in the call itself, which the driver frees of the policy.
          requestAnimationFrame(() => {
            const done: string[] = []
            const add = (tag: string, about: Record<string, string>) => {
              const element = Object.assign(document.createElement(tag), about)
              document.body.append(element)
              return element
            }
            const script = add('script', { textContent: 'document.title = "inline"' })
            if (document.title === 'inline') done.push('inline script')
            const button = add('button', {})
            button.setAttribute('onclick', 'document.title = "handler"')
            button.click()
            if (document.title === 'handler') done.push('handler')
            try {
              new Function('return 1')()
              done.push('eval')
            } catch {
              // Refused.
            }
            button.setAttribute('style', 'opacity: 0.5')
            if (getComputedStyle(button).opacity === '0.5') done.push('inline style')
            const frame = add('iframe', { src: 'windhover://app/crashed.html' })
            try {
              new Worker(URL.createObjectURL(new Blob(['1']))).onmessage = () => {}
            } catch {
              // Refused at once; else it is by an error.
            }
            frame.onload = () => {
              for (const each of [script, button, frame]) each.remove()
              resolve(done)
            }
          })
        }),
    )
  await expect.poll(ran).toEqual([])
  await app.close()
})

test('13, 14, 15: the window stays where it is, opens no other, and starts no other program', async ({
  home,
}) => {
  const app = await App.launch(home)
  await app.electron.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = (url) => Promise.resolve(void opened.push(url))
    shell.openPath = (path) => Promise.resolve(`${opened.push(path)}`)
  })
  await app.page.evaluate(() => Object.assign(globalThis, { kept: true }))
  const places = ['https://windhover.example/', 'file:///etc/hostname', 'data:text/html,x']
  places.push('windhover://app/crashed.html', 'windhover://other/index.html', 'mailto:a@windhover.example')
  for (const place of places) {
    await test.step(place, async () => {
      await app.page.evaluate((place) => {
        const link = Object.assign(document.createElement('a'), { href: place })
        document.body.append(link)
        link.click()
        Object.assign(link, { target: '_blank' }).click()
        link.remove()
        if (window.open(place)) throw new Error('a window opened')
        const form = Object.assign(document.createElement('form'), { action: place, method: 'post' })
        document.body.append(form)
        form.submit()
        form.remove()
        location.href = place
      }, place)
      const state = () =>
        app.page.evaluate(() => [location.href, (globalThis as never as { kept?: boolean }).kept])
      await expect.poll(state).toEqual([start, true])
    })
  }
  await test.step('about:blank, of which Electron asks nobody: the app comes back at once', async () => {
    await app.page.evaluate(() => void (location.href = 'about:blank'))
    await expect(app.page).toHaveURL(start)
    await expect(app.button('Open sample')).toBeVisible()
  })
  const others = () =>
    app.electron.evaluate(({ webContents }) => [
      webContents.getAllWebContents().length,
      ...(globalThis as never as { opened: string[] }).opened,
    ])
  await expect.poll(others).toEqual([1])

  await test.step('15: nothing in the package opens an address in another program', async () => {
    const found = await app.electron.evaluate(({ app }) => {
      // `require` is not there in an evaluated function.
      const { readdirSync, readFileSync } = process.getBuiltinModule('node:fs')
      const folder = `${app.getAppPath()}/out`
      const files = readdirSync(folder).filter((name) => /\.c?js$/.test(name))
      return [
        files.length > 5,
        ...files.filter((name) => readFileSync(`${folder}/${name}`, 'utf8').includes('openExternal')),
      ]
    })
    // eslint-disable-next-line windhover/single-read -- what is in a package stays as it is
    expect(found).toEqual([true])
  })
  await app.close()
})

test('16: a package holds the Electron that package.json names, exactly; a stand-in never becomes a release', async ({
  home,
}) => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: { electron: string }
  }
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
  const app = await App.launch(home)
  const version = await app.electron.evaluate(() => process.versions.electron)
  await app.close()

  if (version === devDependencies.electron) return
  const release = spawnSync(process.execPath, ['build/package.mjs', '--dir'], {
    cwd: root,
    encoding: 'utf8',
    ...work,
  })
  expect(release.status).toBe(1)
  expect(release.stderr).toContain('never for a release')
})

test('17: only the window’s own page is answered, and only by its own commands', async ({ home }) => {
  const app = await App.launch(home)
  await expect.poll(() => ask(app, 'project.state')).toBe('object')
  for (const name of ['__proto__', 'constructor', 'toString', 'no.such', ''])
    await expect.poll(() => ask(app, name)).toBe('refused')
  await expect.poll(() => ask(app, 'worker.restart', { worker: 'all' })).toBe('bad-message')
  // Too large is said before anything looks inside.
  await expect.poll(() => ask(app, 'worker.restart', { worker: 'x'.repeat(5_000_000) })).toBe('too-large')
  await expect.poll(() => ask(app, 'images.import', { paths: ['x'.repeat(5_000_000)] })).toBe('bad-message')

  await test.step('another window with the same bridge', async () => {
    for (const place of [start, 'data:text/html,x', 'about:blank']) {
      const other = app.electron.evaluate(async ({ app: electron, BrowserWindow }, place) => {
        const preload = `${electron.getAppPath()}/out/preload.cjs`
        const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
        await window.loadURL(place)
        const call = "windhover.call('project.state').then(() => 'answered', ({ code }) => code)"
        const answer = (await window.webContents.executeJavaScript(call)) as string
        window.destroy()
        return answer
      }, place)
      // eslint-disable-next-line windhover/single-read -- of a window that is gone
      expect(await other, place).toBe('refused')
    }
  })
  await app.close()
})

test('18: the app’s files come by its own scheme, and nothing else does', async ({ home }) => {
  const visits: string[] = []
  const server = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const app = await App.launch(home)
  const at = (path: string) => `windhover://app/${path}`
  const status = (address: string, method = 'GET') =>
    app.page.evaluate(
      async ([address, method]) => {
        try {
          return (await fetch(address, { method })).status
        } catch {
          return 0
        }
      },
      [address, method] as const,
    )
  await expect.poll(() => status(at('index.html'))).toBe(200)
  const outside = [
    '../main.js',
    '..%2fmain.js',
    '%2e%2e/main.js',
    '..%5cmain.js',
    '%2e%2e%2f%2e%2e%2fpackage.json',
  ]
  outside.push(
    '/etc/passwd',
    '..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
    '%',
    '%E0%A4%A',
    'index.html%00.png',
    '',
  )
  for (const path of outside) await expect.poll(() => status(at(path)), { message: path }).toBe(404)
  await expect.poll(() => status(at('index.html'), 'POST')).toBe(404)
  await expect.poll(() => status('file:///etc/passwd')).toBe(0)
  await expect.poll(() => status('windhover://other/index.html')).not.toBe(200)
  // Main's own requests have no policy of a page: the session refuses them, before the resolver's rules do.
  const fetched = (address: string) =>
    app.electron.evaluate(
      ({ session }, address) =>
        session.defaultSession.fetch(address).then(
          () => 'fetched',
          ({ message }: Error) => message,
        ),
      address,
    )
  await expect.poll(() => fetched(`http://127.0.0.1:${port}/`)).toContain('ERR_BLOCKED_BY_CLIENT')
  expect(visits).toEqual([])
  server.close()
  await app.close()
})

test('20: the bridge is three functions that nothing in the page can change', async ({ home }) => {
  const app = await App.launch(home)
  const bridge = () =>
    app.page.evaluate(() => {
      const before = window.windhover
      const attempt = (work: () => unknown) => {
        try {
          work()
        } catch {
          // Refused.
        }
      }
      const mine = () => Promise.resolve('mine')
      attempt(() => Object.assign(window.windhover, { call: mine, more: mine }))
      attempt(() => Object.defineProperty(window.windhover, 'on', { value: mine }))
      attempt(() => Object.assign(globalThis, { windhover: { call: mine } }))
      attempt(() => delete (globalThis as { windhover?: unknown }).windhover)
      attempt(() => Object.setPrototypeOf(window.windhover, { more: mine }))
      const { call, on, pathOf } = window.windhover
      return {
        same: window.windhover === before && Object.isFrozen(window.windhover),
        names: Object.keys(window.windhover).sort(),
        changed: [call, on, pathOf].some((each) => (each as unknown) === mine) || 'more' in window.windhover,
      }
    })
  await expect.poll(bridge).toEqual({ same: true, names: ['call', 'on', 'pathOf'], changed: false })
  await test.step('a listener hears what was said, and not by whom', async () => {
    // It listens before anything is said.
    await app.page.evaluate(() => {
      window.windhover.on('notice', (...given: unknown[]) =>
        Object.assign(globalThis, { heard: given.map((each) => Object.keys(each as object).length) }),
      )
    })
    await app.electron.evaluate(({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0] ?? {}
      webContents?.send('event', 'notice', { role: 'status', message: 'Heard.' })
    })
    await expect.poll(() => app.page.evaluate(() => (globalThis as { heard?: number[] }).heard)).toEqual([2])
  })
  await app.close()
})
