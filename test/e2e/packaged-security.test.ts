import { App, expect, test } from './windhover'
import { policyOf, start } from './packagedPage'

// Electron's list of what an app has to see to ("Security", the checklist), by its numbers, in the packaged app. Points 4
// and 19, sandbox and fuses, stand in packaged-sandbox.test.ts and packaged-release.test.ts.

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
