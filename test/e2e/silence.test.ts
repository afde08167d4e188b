import { chromium, type Page } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { cannotCount, counted, expectSilence, readSockets } from '../fixtures/sockets'
import { electronExecutable, expect, root, sampleLabels, samplePicture, test, work } from './windhover'

// "Nothing leaves your computer": the whole loop, by window and by command line, without a socket that could.

const why = cannotCount()
// eslint-disable-next-line playwright/no-skipped-test -- only where the kernel cannot be asked
test.skip(why !== undefined, why)

/**
 * What Chromium asks the kernel when a page prefetches a name or begins with WebRTC: by which of this machine's addresses
 * another one would be reached (a datagram socket that is connected, and closed again), and a port of its own that WebRTC
 * may then not use. Neither sends anything.
 */
const sendsNothing = /connect\(\d+<UDP.*(8\.8\.8\.8|2001:4860:4860::8888)|bind\(\d+<UDP.*port=htons\(0\)/

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`

/**
 * Opens the app under strace, driven by two pipes: Playwright's own way to Electron takes two ports, which would count.
 * What its dialogs are answered with stands in `answers`.
 */
async function openCounted(home: string, log: string, answers: { open: string; save: string }) {
  const script = join(home, 'answers.cjs')
  const given = JSON.stringify({ canceled: false, filePath: answers.save, filePaths: [answers.open] })
  writeFileSync(
    script,
    `const { dialog } = require('electron')
dialog.showOpenDialog = dialog.showSaveDialog = () => Promise.resolve(${given})
`,
  )
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const profile = join(home, 'profile')
  const words = [electronExecutable(), '-r', script, root, ...sandbox, `--user-data-dir=${profile}`]
  const start = join(home, 'start.sh')
  writeFileSync(start, `#!/bin/sh\nexec ${[...counted(log), ...words].map(quoted).join(' ')} "$@"\n`)
  chmodSync(start, 0o755)
  mkdirSync(join(home, 'Documents'), { recursive: true })
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: start,
    ignoreDefaultArgs: true,
    args: ['--remote-debugging-pipe'],
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, 'config') },
    viewport: null,
    ...work,
  })
  const page = context.pages()[0] ?? (await context.waitForEvent('page', work))
  page.setDefaultTimeout(work.timeout)
  return { context, page }
}

/** What a page that was taken over would try. Names and addresses; by script, by element, by the browser's own ways. */
async function tryEveryDoor(page: Page, port: number): Promise<string[]> {
  return page.evaluate(async (port) => {
    const reached: string[] = []
    const tried = async (name: string, attempt: () => unknown) => {
      try {
        await attempt()
        reached.push(name)
      } catch {
        // Refused, as it should be.
      }
    }
    const targets = [`http://127.0.0.1:${port}`, 'https://windhover.example', `http://[::1]:${port}`]
    for (const target of targets) {
      await tried(`fetch ${target}`, () => fetch(target, { mode: 'no-cors' }))
      await tried(`socket ${target}`, () => {
        const socket = new WebSocket(target.replace('http', 'ws'))
        return new Promise((opened, failed) => ((socket.onopen = opened), (socket.onerror = failed)))
      })
      navigator.sendBeacon(`${target}/beacon`, 'x')
      new EventSource(`${target}/events`).onopen = () => reached.push(`events ${target}`)
      for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'prerender', 'preload', 'stylesheet'])
        document.head.append(
          Object.assign(document.createElement('link'), { rel, href: target, as: 'image' }),
        )
      for (const tag of ['img', 'script', 'iframe', 'video', 'embed'])
        document.body.append(Object.assign(document.createElement(tag), { src: `${target}/${tag}` }))
      document.body.append(
        Object.assign(document.createElement('a'), { href: target, ping: `${target}/ping` }),
      )
      window.open(target)
    }
    await tried('peer', async () => {
      const urls = [
        `stun:127.0.0.1:${port}`,
        'stun:windhover.example',
        `turn:127.0.0.1:${port}?transport=tcp`,
      ]
      const servers = [{ urls, username: 'a', credential: 'b' }]
      const peer = new RTCPeerConnection({ iceServers: servers })
      peer.createDataChannel('out')
      await peer.setLocalDescription(await peer.createOffer())
      await new Promise((gathered) => {
        const look = () => peer.iceGatheringState === 'complete' && gathered(undefined)
        peer.onicegatheringstatechange = look
        look()
      })
      const { sdp = '' } = peer.localDescription ?? {}
      if (!sdp.includes('a=candidate')) throw new Error('no way out')
    })
    for (const element of document.querySelectorAll('link[href^=http], body > :not(#app)')) element.remove()
    return reached
  }, port)
}

test('the window uses no socket, from the start to the export', async ({ home }) => {
  const log = join(home, 'sockets.txt')
  const found = join(home, 'found')
  const { context, page } = await openCounted(home, log, { open: samplePicture, save: found })
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const step = (name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) })
  const said = async (words: RegExp) => {
    await expect(page.getByRole('status').filter({ hasText: words }).first()).toBeVisible(work)
  }

  await test.step('the sample, and one more picture', async () => {
    await button('Open sample').click()
    await expect(page.getByRole('application')).toHaveAccessibleName('crossroads.png', work)
    await button('Import images').first().click()
    await said(/imported 1 image/i)
  })
  await test.step('build and train', async () => {
    await step('Dataset').click()
    await button('Build dataset').click()
    await said(/dataset is built/i)
    await step('Train').click()
    await page.getByRole('radio', { name: 'My own limits' }).click()
    await page.getByRole('textbox', { name: 'Epochs' }).fill('1')
    await page.keyboard.press('Enter')
    await button('Start training').click()
    await said(/training finished/i)
  })
  await test.step('search and export', async () => {
    await step('Predict').click()
    await button('Predict').click()
    await said(/^found/i)
    await button('Export').click()
    await expect.poll(() => existsSync(found), work).toBe(true)
    await said(/^wrote \d+ predictions/i)
  })
  await context.close()
  expectSilence(log)
  // That it was counted at all: a window speaks with the display by one of this machine's own sockets.
  expect(readSockets(log).local.join(' ')).toContain('X11-unix')
})

test('a page that tries every way out gets nothing out', async ({ home }) => {
  const log = join(home, 'sockets.txt')
  const visitors: string[] = []
  const server = createServer((socket) => {
    visitors.push(socket.remoteAddress ?? '')
    socket.destroy()
  })
  await new Promise<void>((listening) => server.listen(0, '::', listening))
  const { port } = server.address() as AddressInfo
  const { context, page } = await openCounted(home, log, { open: samplePicture, save: home })
  await expect(page.getByRole('button', { name: 'Open sample' })).toBeVisible(work)
  const reached = await tryEveryDoor(page, port)
  await context.close()
  server.close()
  // eslint-disable-next-line windhover/single-read -- when all is over
  expect(reached).toEqual([])
  expect(visitors).toEqual([])
  expect(readSockets(log).used.filter((line) => !sendsNothing.test(line))).toEqual([])
})

test('the command line opens no socket from import to export', ({ home }) => {
  const project = join(home, 'cars.windhover')
  const log = join(home, 'sockets.txt')
  const run = (...words: string[]) => {
    const [program = '', ...rest] = [...counted(log), process.execPath, join(root, 'out/cli.js'), ...words]
    const { status, stderr } = spawnSync(program, rest, { cwd: root, encoding: 'utf8', ...work })
    expect(status, `${words[0]}: ${stderr}`).toBe(0)
    expectSilence(log)
  }
  run('init', project, '--classes', 'vehicle')
  run('import', project, samplePicture, '--labels', sampleLabels, '--checked', '0,0,882,430')
  run('build', project, '--tile', '128')
  run('train', project, '--batch', '8', '--epochs', '1')
  run('predict', project)
  run('evaluate', project)
  run('export', project, '--format', 'csv', '--what', 'predictions', '--out', join(home, 'found.csv'))
})

test('a program that does open one is seen', ({ home }) => {
  const log = join(home, 'sockets.txt')
  const ask =
    "require('node:dns').lookup('windhover.example', () => {}); require('node:net').connect(9).on('error', () => {})"
  const [program = '', ...rest] = [...counted(log), process.execPath, '-e', ask]
  spawnSync(program, rest, work)
  expect(readSockets(log).used.join(' ')).toContain('AF_INET')
})
