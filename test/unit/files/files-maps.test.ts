import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writeGeoPackage } from '../../../src/formats/geoPackageFile.node'
import { checkSpace } from '../../../src/files/space.node'
import { scratch } from '../shared/project.fixture'

// A disk that takes no more: what SQLite writes for other programs, and what is said of room. A small file system of its own is mounted for it.

const at = scratch()
const disk = at('disk')
mkdirSync(disk)
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0
afterAll(() => void (mounted && spawnSync('umount', [disk])))

const fill = () => {
  try {
    for (let i = 0; ; i++) writeFileSync(join(disk, `fill-${i}`), new Uint8Array(4096))
  } catch {
    // Full.
  }
}
const ring = [
  [0, 0],
  [9, 0],
  [9, 9],
  [0, 0],
].map(([x = 0, y = 0]): [number, number] => [x, y])
const feature = { geometry: { type: 'Polygon' as const, coordinates: [ring] }, className: 'car' }
const layers = [{ name: 'objects', epsg: 32632, features: Array.from({ length: 500 }, () => feature) }]

it.runIf(mounted)('what a long write needs never reads the same as what is there', async () => {
  const { bavail, bsize } = statfsSync(disk)
  await expect(checkSpace(join(disk, 'd.h5'), bavail * bsize + 1, 'The dataset')).rejects.toThrow(
    /^The dataset needs 2 MB and the disk of ".*d\.h5" has 1 MB free/,
  )
})

describe.runIf(mounted)('a GeoPackage', () => {
  it('is refused in a sentence where the disk is full, and no part of it stays', async () => {
    fill()
    await expect(writeGeoPackage(join(disk, 'm.gpkg'), layers)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/^There is no room for "[^\n]*m\.gpkg"[^\n]*\.$/) as string,
    })
    expect(readdirSync(disk).filter((name) => !name.startsWith('fill-'))).toEqual([])
    for (const name of readdirSync(disk)) rmSync(join(disk, name))
    await writeGeoPackage(join(disk, 'm.gpkg'), layers)
    expect(readdirSync(disk)).toEqual(['m.gpkg'])
  })

  it('is refused in a sentence where nothing may be written', async () => {
    expect(spawnSync('mount', ['-o', 'remount,ro', disk]).status).toBe(0)
    await expect(writeGeoPackage(join(disk, 'n.gpkg'), layers)).rejects.toThrow(
      /^"[^\n]*n\.gpkg" cannot be written: allow writing in its folder, or choose another place\.$/,
    )
  })
})
