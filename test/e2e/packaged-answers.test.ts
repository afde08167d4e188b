import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { App, expect, test } from './windhover'
import { ask, start } from './packagedPage'

// Who is answered in the packaged app, by the numbers of Electron's list (packaged-security.test.ts).

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
