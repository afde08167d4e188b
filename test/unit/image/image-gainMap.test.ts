import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describePicture } from '../../../src/image/reading/describe.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { openPixelSource } from '../../../src/image/pixelSource.node'
import { gradient, imported } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const [width, height] = [300, 200]
const adobe = 'http://ns.adobe.com/xap/1.0/\0'
const gains =
  'hdrgm:Version="1.0" hdrgm:GainMapMin="0" hdrgm:GainMapMax="2" hdrgm:Gamma="1" hdrgm:OffsetSDR="0.015625" hdrgm:OffsetHDR="0.015625" hdrgm:HDRCapacityMin="0" hdrgm:HDRCapacityMax="2" hdrgm:BaseRenditionIsHDR="False"'

function segment(marker: number, content: Uint8Array | string): Buffer {
  const body = Buffer.from(content)
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

const description = (attributes: string, inside = '') =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/" ${attributes}>${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`

const item = (semantic: string, length = '') =>
  `<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="${semantic}" Item:Mime="image/jpeg" ${length}/></rdf:li>`

/** Two pictures by CIPA DC-007: the sizes of both, and where the second begins, behind the eight bytes of the header's own. */
function multiPicture(first: number, second: number, offset: number): Buffer {
  const out = Buffer.alloc(8 + 2 + 3 * 12 + 4 + 32)
  out.write('MM\0*', 0, 'latin1')
  out.writeUInt32BE(8, 4)
  out.writeUInt16BE(3, 8)
  const entry = (i: number, tag: number, [type, count, value]: readonly [number, number, number]) => {
    out.writeUInt16BE(tag, 10 + i * 12)
    out.writeUInt16BE(type, 12 + i * 12)
    out.writeUInt32BE(count, 14 + i * 12)
    out.writeUInt32BE(value, 18 + i * 12)
  }
  entry(0, 0xb000, [7, 4, 0x30313030])
  entry(1, 0xb001, [4, 1, 2])
  entry(2, 0xb002, [7, 32, 50])
  out.writeUInt32BE(0x030000, 50)
  out.writeUInt32BE(first, 54)
  out.writeUInt32BE(second, 66)
  out.writeUInt32BE(offset, 70)
  return Buffer.concat([Buffer.from('MPF\0', 'latin1'), out])
}

/** As a phone writes it: a picture for every screen, and behind it how much brighter some may show it. */
async function ultraHdr(base: Buffer): Promise<Buffer> {
  const grey = sharp(Buffer.alloc(75 * 50, 200), { raw: { width: 75, height: 50, channels: 1 } })
  const map = await grey.jpeg().toBuffer()
  const second = Buffer.concat([
    map.subarray(0, 2),
    segment(0xe1, adobe + description(gains)),
    map.subarray(2),
  ])
  const items = `<Container:Directory><rdf:Seq>${item('Primary')}${item('GainMap', `Item:Length="${second.length}"`)}</rdf:Seq></Container:Directory>`
  const xmp = segment(0xe1, adobe + description('hdrgm:Version="1.0"', items))
  const lengthOf = segment(0xe2, multiPicture(0, 0, 0)).length
  const size = base.length + xmp.length + lengthOf
  // Offsets count from the segment's byte order mark.
  const offset = size - (2 + xmp.length + 8)
  const announced = segment(0xe2, multiPicture(size, second.length, offset))
  return Buffer.concat([base.subarray(0, 2), xmp, announced, base.subarray(2), second])
}

describe('a JPEG with a gain map', () => {
  it('is the picture that every screen shows, and the gain map is said', async () => {
    const base = await sharp(gradient(width, height), { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer()
    writeFileSync(path('base.jpg'), base)
    writeFileSync(path('phone.jpg'), await ultraHdr(base))
    const { notes } = await describePicture(path('phone.jpg'))
    expect(notes).toEqual([expect.stringMatching(/^"phone\.jpg" has a gain map .*taken without it/)])
    const pixels = async (name: string) => {
      const source = await openPixelSource(await imported(path(name), path(`${name}.tif`)))
      const read = await source.read({ x: 0, y: 0, w: width, h: height }, 0)
      await source.close()
      return Buffer.from(read)
    }
    expect((await pixels('phone.jpg')).equals(await pixels('base.jpg'))).toBe(true)
  })
})
