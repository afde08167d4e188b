import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { storedObjects } from '../bench/close.bench.mjs'
import { App, expect, glance, samplePicture, test, work } from './windhover'

// A home whose disk is full keeps nobody from working on a project that lies elsewhere.

let files = 0

/** With large files, then with small ones. */
function fill(disk: string): void {
  for (const bytes of [1 << 20, 4096])
    try {
      while (true) writeFileSync(join(disk, `fill-${files++}`), new Uint8Array(bytes))
    } catch {
      // Full.
    }
}

async function shown(app: App): Promise<void> {
  await expect(app.image).toHaveAccessibleName(basename(samplePicture), work)
  await app.settled()
}

test('settings that find no room are said once, and a project on another disk opens and takes edits', async ({
  home,
}) => {
  const small = join(home, 'small')
  mkdirSync(small)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', small]).status === 0
  // eslint-disable-next-line playwright/no-skipped-test -- only root may mount a disk
  test.skip(!mounted, 'no disk can be mounted here: only root may')
  try {
    let app = await App.launch(small)
    await app.answerSave(join(home, 'elsewhere.windhover'))
    await app.button('New project').first().click()
    await app.importFiles(samplePicture)
    await shown(app)
    const project = (await app.call('project.state', undefined))?.path ?? ''
    await app.close()

    app = await App.launch(small)
    fill(small)
    await app.openProject(project)
    await shown(app)
    await app.tool('Box').click()
    await expect(app.tool('Box')).toBeChecked()
    await app.drag({ x: 300, y: 100 }, { x: 400, y: 180 })
    await app.objects(1)
    await app.saved()
    await expect(app.page.getByRole('alert')).toHaveCount(0)
    // What the browser below writes and removes makes room for a moment.
    await expect(async () => {
      fill(small)
      await app.press('Control+\\')
      await expect(app.alert(/There is no room for ".*settings\.json": the disk is full/)).toBeVisible(glance)
    }).toPass()
    await app.drag({ x: 300, y: 200 }, { x: 400, y: 280 })
    await app.objects(2)
    await app.saved()
    await app.close()
    // eslint-disable-next-line windhover/single-read -- the project's path; the app has ended
    expect(storedObjects(project)).toBe(2)
  } finally {
    spawnSync('umount', ['-l', small])
  }
})
