import { statSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPixelSource, openServedSource, type SourceImage } from '../../../src/image/pixelSource.node'
import type { PixelSource } from '../../../src/image/pixels/pixelSource'
import { openServedBytes } from '../../../src/image/reading/servedBytes.node'
import { startFileServer, type FileServer } from '../../fixtures/fileServer'
import { gradient, imported } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

// A picture whose plan names an address instead of a path is read there by range requests, and shows the same pixels.

const path = scratch()
let server: FileServer
beforeAll(async () => {
  writeFileSync(path('x'), Buffer.alloc(200_000, 7))
  server = await startFileServer(path(''))
})
afterAll(() => server.end())
beforeEach(() => {
  server.asked.length = server.sent = 0
  server.instead = undefined
})
const url = (name: string) => `${server.address}/${encodeURIComponent(name)}`

async function everyLevel(source: PixelSource): Promise<Buffer[]> {
  const shown: Buffer[] = []
  for (let level = 0; level < source.levels; level++) {
    const [w, h] = [Math.ceil(source.width / 2 ** level), Math.ceil(source.height / 2 ** level)]
    shown.push(Buffer.from(await source.read({ x: 0, y: 0, w, h }, level)))
  }
  await source.close()
  return shown
}

describe('a picture at an address', () => {
  const pixels = (bits: 8 | 16) => {
    const [width, height] = [1300, 900]
    const data = gradient(width, height)
    const raw = { width, height, channels: 3 } as const
    if (bits === 8) return sharp(data, { raw })
    return sharp(
      Uint16Array.from(data, (value) => value * 257),
      { raw },
    ).toColourspace('rgb16')
  }
  const tile = { tile: true, tileWidth: 256, tileHeight: 256 }

  it.each([
    ['a tiled TIFF', 'a b.tif', () => pixels(8).tiff({ ...tile, pyramid: true, compression: 'jpeg' })],
    [
      'one whose smaller levels were built',
      'flat.tif',
      () => pixels(8).tiff({ ...tile, compression: 'deflate' }),
    ],
    ['the pyramid of one in strips', 'deep.tif', () => pixels(16).tiff({ compression: 'none' })],
  ] as const)(
    '%s shows the same at every level',
    async (_, name, make) => {
      await make().toFile(path(name))
      const image = await imported(path(name), path(`${name}.levels.tif`))
      const here = await everyLevel(await openPixelSource(image))
      const served = { ...image, path: url(name), pyramid: url(`${name}.levels.tif`) }
      const there = await everyLevel(await openServedSource(served, 0))
      expect(there.map((level, i) => level.equals(here[i]!))).toEqual(here.map(() => true))
      expect(server.asked.length).toBeGreaterThan(0)
      await expect.poll(() => server.connections()).toBe(0)
    },
    60_000,
  )

  it('is not asked for by whoever opens what a project names', async () => {
    const image: SourceImage = {
      ...{ path: url('x'), pyramid: url('x'), width: 9, height: 9, levels: 1, tileSize: 256 },
    }
    await expect(openPixelSource(image)).rejects.toThrow(/no file|There is no/)
    expect(server.asked).toEqual([])
  })

  it('that is decoded whole here is refused: its pyramid shows other pixels', async () => {
    await pixels(8).png().toFile(path('small.png'))
    const image = await imported(path('small.png'), path('small.tif'))
    const served = { ...image, path: url('small.png'), pyramid: url('small.tif') }
    await expect(openServedSource(served, 0)).rejects.toMatchObject({ code: 'picture-server' })
    await (await openServedSource(served, 1)).close()
  })

  it('that is another than when it was imported is refused', async () => {
    await pixels(8).tiff(tile).toFile(path('new.tif'))
    const image = await imported(path('new.tif'), path('new.levels.tif'))
    const stamp = { size: statSync(path('new.tif')).size + 1, modified: 0 }
    await expect(openServedSource({ ...image, path: url('new.tif'), stamp }, 0)).rejects.toMatchObject({
      code: 'image-changed',
    })
  })
})

describe('the bytes at an address', () => {
  const opened = async () => (await openServedBytes(url('x')))!

  it('come as they are asked for, small ones in blocks, and end where the file ends', async () => {
    const bytes = await opened()
    expect([bytes.size, server.asked]).toEqual([200_000, ['/x bytes=0-65535']])
    expect(await bytes.read(10, 100)).toEqual(Buffer.alloc(100, 7))
    expect(await bytes.read(65_000, 1000)).toEqual(Buffer.alloc(1000, 7))
    expect(await bytes.read(66_000, 10)).toHaveLength(10)
    expect(await bytes.read(100_000, 50_000)).toEqual(Buffer.alloc(50_000, 7))
    expect(await bytes.read(199_990, 100)).toHaveLength(10)
    expect(await bytes.read(200_000, 1)).toHaveLength(0)
    expect(server.asked.slice(1)).toEqual([
      '/x bytes=65536-131071',
      '/x bytes=100000-149999',
      '/x bytes=196608-199999',
    ])
    await bytes.close()
  })

  it('are none where there is no such file', async () =>
    expect(await openServedBytes(url('none'))).toBeUndefined())

  const range =
    (text: string, length = 65_536) =>
    (response: ServerResponse) =>
      response.writeHead(206, { 'content-range': text }).end(Buffer.alloc(length))
  it.each<[string, RegExp, (response: ServerResponse) => unknown]>([
    ['a server without ranges', /not answer range/, (response) => response.writeHead(200).end('x')],
    ['a redirect', /sends us on/, (response) => response.writeHead(302, { location: url('other') }).end()],
    ['another status', /status 403/, (response) => response.writeHead(403).end()],
    ['another range', /not answer range/, range('bytes 1-65536/200000')],
    ['a size that is none', /not answer range/, range('bytes 0-65535/*')],
    ['more than was asked for', /not answer range/, range('bytes 0-65535/200000', 70_000)],
  ])('%s is refused in a sentence, asked once', async (_, why, answer) => {
    server.instead = (_, response) => {
      answer(response)
      return true
    }
    await expect(openServedBytes(url('x'))).rejects.toMatchObject({
      code: 'picture-server',
      message: expect.stringMatching(why) as string,
    })
    expect(server.asked).toHaveLength(1)
  })

  it('a file that changes meanwhile is refused', async () => {
    const bytes = await opened()
    server.instead = (_, response) => {
      const headers = { 'content-range': 'bytes 100000-149999/200000', etag: '"other"' }
      response.writeHead(206, headers).end(Buffer.alloc(50_000))
      return true
    }
    await expect(bytes.read(100_000, 50_000)).rejects.toThrow(/changed while it was read/)
    await bytes.close()
  })

  it('a connection that breaks or a server that is busy is asked again', async () => {
    let failures = 2
    server.instead = (request, response) => {
      if (failures-- === 2) request.socket.destroy()
      else if (failures === 0) response.writeHead(503).end()
      else return false
      return true
    }
    const bytes = await opened()
    expect([bytes.size, server.asked.length]).toEqual([200_000, 3])
    await bytes.close()
  })
})
