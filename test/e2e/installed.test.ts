import { readFileSync } from 'node:fs'
import { type App, expect, test, work } from './windhover'

// Of an installed app, which an ordinary person starts: `npm test -- --only installed`. What it needs of the system, and
// the package does not ask for, is missed here: it opens, draws, decodes, writes, trains and predicts.

const field = (pid: number, name: string) =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.split(/\s+/)

async function expectSandbox(app: App): Promise<void> {
  const processes = await app.electron.evaluate(({ app }) => app.getAppMetrics())
  const pidOf = (type: string) => processes.find((each) => each.type === type)?.pid ?? 0
  expect(field(pidOf('Browser'), 'Uid')?.[0]).toBe('1000')
  const window = pidOf('Tab')
  expect(field(window, 'Uid')?.[0]).toBe('1000')
  // 2: its system calls are filtered. Of another process namespace: it sees no process but its own.
  expect(field(window, 'Seccomp')).toEqual(['2'])
  expect(field(window, 'NSpid')?.length).toBeGreaterThan(field(pidOf('Browser'), 'NSpid')?.length ?? 0)
  expect(field(window, 'CapEff')).toEqual(['0000000000000000'])
}

test('it opens the sample, trains and predicts, in its sandbox', async ({ app }) => {
  test.setTimeout(5 * work.timeout)
  await app.button('Open sample').click()
  await app.settled()
  await app.objects(28)
  await expectSandbox(app)
  await app.step('Dataset').click()
  await app.button('Build dataset').click()
  await expect(app.status(/dataset is built/i)).toBeVisible(work)
  await app.step('Train').click()
  await app.page.getByRole('radio', { name: 'My own limits' }).click()
  await app.page.getByRole('textbox', { name: 'Epochs' }).fill('2')
  await app.press('Enter')
  await app.button('Start training').click()
  await expect(app.status(/training finished after 2 epochs/i)).toBeVisible({ timeout: 3 * work.timeout })
  await app.step('Predict').click()
  await app.button('Predict').click()
  await expect(app.status(/^found/i)).toBeVisible(work)
  await app.page.screenshot({ path: 'test-results/installed.png' })
})
