import { copyFileSync } from 'node:fs'
import sqlite from 'node-sqlite3-wasm'
import { describe, expect, it } from 'vitest'
import { importImage } from '../../../src/image/importImage.node'
import { hasOldColors } from '../../../src/image/oldColors.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { windhoverHere } from '../../fixtures/commandLineHere'
import { context, gradient } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const [width, height] = [300, 200]
const plain = () => sharp(gradient(width, height), { raw: { width, height, channels: 3 } })

async function imported(name: string) {
  const [file, pyramid] = [path(name), path(`${name}.pyramid.tif`)]
  return { path: file, pyramid, ...(await importImage({ file, pyramid }, context())) }
}

describe('a pyramid with colours of before', () => {
  it('is known by its pixels, where the picture has inks or a profile', async () => {
    await plain().toColourspace('cmyk').jpeg({ quality: 95 }).toFile(path('ink.jpg'))
    await plain().withIccProfile('p3').png().toFile(path('p3.png'))
    for (const name of ['ink.jpg', 'p3.png']) {
      const image = await imported(name)
      expect(image.colorRules, name).toBe(1)
      expect(await hasOldColors(image), name).toBe(false)
      // As it was once made: of the colours that libvips turns the file's into.
      const once = `once-${name}.png`
      await sharp(image.path).toColourspace('srgb').flatten().png().toFile(path(once))
      const old = await imported(once)
      expect(old.colorRules).toBeUndefined()
      copyFileSync(old.pyramid, image.pyramid)
      expect(await hasOldColors(image), name).toBe(true)
    }
  })

  it('is not looked for in plain pictures', async () => {
    await plain().png().toFile(path('plain.png'))
    const image = await imported('plain.png')
    expect(image).not.toHaveProperty('colorRules')
    expect(await hasOldColors(image)).toBeUndefined()
  })

  it('is said on the command line before its pixels are used', async () => {
    const [project, file] = [path('p.windhover'), path('brochure.jpg')]
    await plain().toColourspace('cmyk').jpeg({ quality: 95 }).toFile(file)
    await windhoverHere(['init', project, '--classes', 'car'])
    await windhoverHere(['import', project, file])
    await sharp(file).toColourspace('srgb').png().toFile(path('once.png'))
    copyFileSync((await imported('once.png')).pyramid, path('p.windhover/images/1.tif'))
    const db = new sqlite.Database(path('p.windhover/project.db'))
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    db.exec("UPDATE images SET extra = json_remove(extra, '$.colorRules')")
    db.close()
    const figure = ['figure', project, '--image', '1', '--out', path('figure.png')]
    const { code, stderr } = await windhoverHere(figure)
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/brochure\.jpg" shows colours that a former version.* import it again/),
    ])
  }, 60_000)
})
