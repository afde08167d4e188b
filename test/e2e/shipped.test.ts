import { join } from 'node:path'
import { root, expect, samplePicture, test, work } from './windhover'

// What the app tells of its parts, and what it asks of Electron where versions differ.

test('the licences of all that the app is made of are told in the window', async ({ app }) => {
  await app.press('Control+k')
  await app.page.getByRole('dialog').getByRole('combobox').fill('licences')
  await app.press('Enter')
  const dialog = app.page.getByRole('dialog', { name: 'Licences' })
  const parts: [string, string, RegExp][] = [
    ['libvips', 'LGPL-3.0-or-later', /GNU LESSER GENERAL PUBLIC LICENSE/],
    ['glib', 'LGPL-3.0-or-later', /GNU LESSER GENERAL PUBLIC LICENSE/],
    ['TensorFlow', 'Apache-2.0', /Apache License/],
    ['@tensorflow/tfjs-core', 'Apache-2.0', /Apache License/],
    ['svelte', 'MIT', /Svelte Contributors/],
    ['@lucide/svelte', 'ISC', /Lucide/],
    ['HDF5', 'HDF5', /The HDF Group/],
    ['SQLite', 'blessing', /May you do good and not evil/],
    ['Electron', 'MIT', /LICENSES\.chromium\.html/],
  ]
  for (const [name, licence, text] of parts) {
    await dialog.getByRole('searchbox').fill(name)
    const part = dialog.getByRole('button', { name: new RegExp(`^${name}( [\\d.]+)? *${licence}`) })
    await part.click()
    await expect(dialog.locator('pre')).toContainText(text)
    await dialog.getByRole('button', { name: new RegExp(`^${name}( [\\d.]+)?$`) }).click()
  }
})

test('a dialog begins where files were taken from before, in every Electron', async ({ app }) => {
  await app.begin(samplePicture)
  const begun = await app.electron.evaluateHandle(({ dialog }) => {
    const folders: (string | undefined)[] = []
    dialog.showOpenDialog = (...given: unknown[]) => {
      folders.push((given.at(-1) as { defaultPath?: string }).defaultPath)
      return Promise.resolve({ canceled: true, filePaths: [] })
    }
    return folders
  })
  await app.button('Import images').first().click()
  await expect.poll(() => begun.jsonValue(), work).toEqual([join(root, 'build/sample')])
  const portal = await app.electron.evaluate(({ app: main }) =>
    main.commandLine.getSwitchValue('xdg-portal-required-version'),
  )
  expect(portal, 'dialogs that cannot be told where to begin are not taken').toBe('4')
})
