import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listImages } from '../../../renderer/state/imageOrder'
import { fromMap, georeference, toMap, turnedReference } from '../../../src/geometry/georeference'
import { listFiles } from '../../../src/services/importList.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { bigTiffDirectories, bigTiffHeader, nullTerminated } from '../../../src/image/building/tiffWriter'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { imported } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()

function touch(name: string, content = ''): string {
  mkdirSync(dirname(path(name)), { recursive: true })
  writeFileSync(path(name), content)
  return path(name)
}

describe('what is dropped on the window', () => {
  it('as a folder gives its pictures, those in folders inside it too, in the order that people count', () => {
    for (const name of [
      'a10.jpg',
      'a9.JPG',
      'deep/er/slide.svs',
      'deep/notes.txt',
      'zoom.dzi',
      'zoom_files/10/0_0.jpg',
      '.hidden.png',
      'other.windhover/images/1.tif',
    ])
      touch(`drop/${name}`)
    const { files } = listFiles([path('drop')])
    expect(files).toEqual(
      ['a9.JPG', 'a10.jpg', 'deep/er/slide.svs', 'zoom.dzi'].map((each) => path(`drop/${each}`)),
    )
    mkdirSync(path('nothing'))
    expect(() => listFiles([path('nothing')])).toThrow(/nothing" has no pictures in it/)
  })

  it('as a list gives the pictures that it names, with the labels beside them', () => {
    const [one, two] = [touch('lists/one.png'), touch('lists/sub/two.tif')]
    const label = touch('lists/one.txt', '0 0.5 0.5 0.1 0.1\n')
    const csv = touch('lists/all.csv', 'path,labels\none.png,one.txt\n"sub/two.tif",\n')
    const listed = listFiles([csv])
    expect(listed.files).toEqual([one, two])
    expect([...listed.labels]).toEqual([[one, label]])
    expect(listFiles([touch('lists/all.txt', `# by hand\n${one}\n\nsub/two.tif\n`)]).files).toEqual([
      one,
      two,
    ])
    expect(listed.notes).toEqual([])
    const more = listFiles([touch('lists/counts.csv', 'image,species,count\none.png,seal,3\n')])
    expect([more.files, more.labels.size]).toEqual([[one], 0])
    expect(more.notes).toEqual([expect.stringContaining('not read: species, count.')])
    // Labels are no list, and neither is a table of boxes.
    expect(listFiles([one, label]).files).toEqual([one, label])
    const boxes = touch('lists/boxes.csv', 'image,class,x,y,w,h\none.png,car,1,2,3,4\n')
    expect(listFiles([boxes]).files).toEqual([boxes])
  })
})

describe('the list of images', () => {
  const image = (
    id: number,
    name: string,
    objects: number,
    checkedAreas: number,
    predictions: string[] = [],
  ) => ({
    id,
    name,
    path: name,
    sha256: '',
    width: 1,
    height: 1,
    levels: 1,
    tileSize: 256,
    objects,
    checkedAreas,
    predictions,
  })
  const images = [
    image(1, 'field 10.tif', 5, 1, ['r1']),
    image(2, 'Field 9.tif', 5, 1),
    image(3, 'wood.tif', 0, 0),
    image(4, 'field 2.tif', 3, 0),
  ]
  const names = (order: 'added' | 'name' | 'left', wanted = '') =>
    listImages(images, wanted, order).map(({ name }) => name)

  it('is sorted by name as people count, or by what is left to do', () => {
    expect(names('added')).toEqual(images.map(({ name }) => name))
    expect(names('name')).toEqual(['field 2.tif', 'Field 9.tif', 'field 10.tif', 'wood.tif'])
    expect(names('left')).toEqual(['wood.tif', 'field 2.tif', 'Field 9.tif', 'field 10.tif'])
  })

  it('finds all words in any order', () => {
    expect(names('name', ' 9 FIELD')).toEqual(['Field 9.tif'])
    expect(names('name', 'sea')).toEqual([])
  })

  it('finds an image by what a person says of it', () => {
    const told = images.map((each) =>
      each.id === 3
        ? { ...each, notes: 'Taken at dawn', properties: [{ name: 'camera', value: 'P1' }] }
        : each,
    )
    const found = (wanted: string) => listImages(told, wanted, 'added').map(({ id }) => id)
    expect([found('dawn'), found('wood p1'), found('noon')]).toEqual([[3], [3], []])
  })
})

describe('a GeoTIFF', () => {
  const keys = (raster: number) => [1, 1, 0, 3, 1025, 0, 1, raster, 3072, 0, 1, 32_632, 3073, 34_737, 11, 0]
  const utm = {
    pixelScale: [0.5, 0.25, 0],
    tiepoints: [10, 20, 0, 500_000, 5_000_000, 0],
    transformation: [],
    text: 'UTM zone 32|',
  }

  it('says where each of its pixels lies on the map', () => {
    const geo = georeference({ ...utm, keys: keys(1) })
    expect(geo).toMatchObject({ epsg: 32_632, name: 'UTM zone 32', degrees: false })
    expect(toMap(geo!, 10, 20)).toEqual({ x: 500_000, y: 5_000_000 })
    expect(toMap(geo!, 12, 24)).toEqual({ x: 500_001, y: 4_999_999 })
    expect(fromMap(geo!, 500_001, 4_999_999)).toEqual({ x: 12, y: 24 })
  })

  it('may count from the middle of a pixel, or be turned, or lie nowhere', () => {
    const point = georeference({ ...utm, keys: keys(2) })
    expect(toMap(point!, 10.5, 20.5)).toEqual({ x: 500_000, y: 5_000_000 })
    const turned = [0, -2, 0, 100, -2, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 1]
    const geo = georeference({
      pixelScale: [],
      tiepoints: [],
      transformation: turned,
      keys: [1, 1, 0, 1, 2048, 0, 1, 4326],
      text: '',
    })
    expect(geo).toMatchObject({ epsg: 4326, degrees: true })
    expect(toMap(geo!, 3, 4)).toEqual({ x: 92, y: 44 })
    // As GDAL reads it: with a scale the first tie point counts, without one several say nothing.
    const several = [...utm.tiepoints, 20, 30, 0, 500_005, 4_999_997.5, 0]
    const first = georeference({ ...utm, tiepoints: several, keys: keys(1) })
    expect(toMap(first!, 10, 20)).toEqual({ x: 500_000, y: 5_000_000 })
    expect(georeference({ ...utm, tiepoints: several, pixelScale: [], keys: [] })).toBeUndefined()
    expect(georeference({ ...utm, pixelScale: [0, 0, 0], keys: [] })).toBeUndefined()
  })

  it('of a map that no register knows has no number, not that of its datum, and no degrees', () => {
    const own = { ...utm, keys: [1, 1, 0, 3, 1024, 0, 1, 1, 2048, 0, 1, 4326, 3072, 0, 1, 32_767] }
    expect(georeference(own)).toMatchObject({ epsg: undefined, degrees: false })
    const unnumbered = { ...utm, keys: [1, 1, 0, 2, 1024, 0, 1, 1, 2048, 0, 1, 4326] }
    expect(georeference(unnumbered)).toMatchObject({ epsg: undefined, degrees: false })
  })

  it('that is stored turned lies where its pixels are seen', () => {
    const geo = georeference({ ...utm, keys: keys(1) })!
    const size = { width: 60, height: 40 }
    // Orientation 6: the stored top row is seen as the right column.
    const seen = turnedReference(geo, { swap: true, fromRight: false, fromBottom: true }, size)
    expect(toMap(seen, 40, 0)).toEqual(toMap(geo, 0, 0))
    expect(toMap(seen, 0, 60)).toEqual(toMap(geo, 60, 40))
    const over = turnedReference(geo, { swap: false, fromRight: true, fromBottom: true }, size)
    expect(toMap(over, 0, 0)).toEqual(toMap(geo, 60, 40))
    expect(toMap(over, 10, 5)).toEqual(toMap(geo, 50, 35))
  })

  it('keeps its place when it is imported', async () => {
    const tile = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#345' } })
      .raw()
      .toBuffer()
    const doubles = (tag: number, values: number[]) => ({ tag, type: 12 as const, values })
    const number = (tag: number, ...values: number[]) => ({ tag, type: 4 as const, values })
    const at = 16 + tile.length
    const page = [
      number(tags.width, 64),
      number(tags.height, 64),
      number(tags.bitsPerSample, 8, 8, 8),
      number(tags.compression, 1),
      number(tags.photometric, 2),
      number(tags.samples, 3),
      number(tags.tileWidth, 64),
      number(tags.tileHeight, 64),
      number(tags.tileOffsets, 16),
      number(tags.tileByteCounts, tile.length),
      doubles(tags.pixelScale, utm.pixelScale),
      doubles(tags.tiepoints, utm.tiepoints),
      { tag: tags.geoKeys, type: 3 as const, values: keys(1) },
      { tag: tags.geoText, type: 2 as const, values: nullTerminated(utm.text) },
    ]
    writeFileSync(path('map.tif'), Buffer.concat([bigTiffHeader(at), tile, bigTiffDirectories(at, [page])]))
    const { geo } = await imported(path('map.tif'), path('map.pyramid'))
    expect(geo).toEqual(georeference({ ...utm, keys: keys(1) }))
  })
})
