import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { gatherRows } from '../../../src/hdf5/gatherRows.node'
import { datasetAt, openH5File } from '../../../src/hdf5/h5File.node'
import { loadH5, type H5, type H5File } from '../../../src/hdf5/h5Module.node'
import { openDataset } from '../../../src/dataset/reader.node'
import { StoredRows } from '../../../src/hdf5/storedRows.node'
import { boxes, built, markedImage } from '../shared/dataset.fixture'

const folder = mkdtempSync(join(tmpdir(), 'windhover-rows-'))
const path = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rows = 300
const shape = [rows, 6, 5, 3]
const width = 6 * 5 * 3
const random = new Random(4)
const data = Uint8Array.from({ length: rows * width }, () => random.below(256))
let h5: H5

beforeAll(async () => {
  h5 = await loadH5()
})

async function written(name: string, fill: (file: H5File) => void) {
  const file = new h5.File(path(name), 'w')
  fill(file)
  file.close()
  return openH5File(path(name))
}

/** What is read straight and what HDF5 reads, of rows in any order, some twice. */
function bothWays(file: H5File, name: string) {
  const dataset = datasetAt(h5, file, name, 4)
  const wanted = [299, 3, 3, 0, 150, 71]
  const direct = new Uint8Array(wanted.length * width)
  const usual = new Uint8Array(wanted.length * width)
  const stored = StoredRows.of(h5, file, dataset)
  stored?.read(wanted, direct)
  stored?.close()
  gatherRows({ h5, file }, dataset, wanted, usual)
  return { stored, direct, usual }
}

describe('rows read straight from an HDF5 file', () => {
  it('are those that HDF5 reads: in chunks of a row, written in any order, or in one piece', async () => {
    const file = await written('plain.h5', (h) => {
      const first = data.subarray(0, width)
      const chunk = [1, 6, 5, 3]
      const grown = h.create_dataset({
        name: 'chunked',
        data: first,
        shape: chunk,
        maxshape: [null, 6, 5, 3],
        chunks: chunk,
      })
      grown.resize(shape)
      for (let row = rows - 1; row >= 0; row--)
        grown.write_slice([[row, row + 1]], data.subarray(row * width, (row + 1) * width))
      h.create_dataset({ name: 'whole', data, shape })
    })
    for (const name of ['chunked', 'whole']) {
      const { stored, direct, usual } = bothWays(file, name)
      expect(stored).toBeDefined()
      expect(direct).toEqual(usual)
      expect(direct.subarray(0, width)).toEqual(data.subarray(299 * width))
    }
    file.close()
  })

  it('are left to HDF5 where they are packed, share a chunk, or were never written', async () => {
    const file = await written('other.h5', (h) => {
      h.create_dataset({ name: 'packed', data, shape, chunks: [1, 6, 5, 3], compression: 6 })
      h.create_dataset({ name: 'shared', data, shape, chunks: [4, 6, 5, 3] })
      const first = data.subarray(0, width)
      const grown = h.create_dataset({
        name: 'holes',
        data: first,
        shape: [1, 6, 5, 3],
        maxshape: [null, 6, 5, 3],
        chunks: [1, 6, 5, 3],
      })
      grown.resize(shape)
    })
    for (const name of ['packed', 'shared', 'holes'])
      expect(StoredRows.of(h5, file, datasetAt(h5, file, name, 4))).toBeUndefined()
    file.close()
  })

  it('are read straight from what h5py writes, too', async () => {
    const script = `import h5py, numpy, sys
f = h5py.File(sys.argv[1], 'w')
data = numpy.fromfile(sys.argv[2], 'u1').reshape(${rows}, 6, 5, 3)
f.create_dataset('chunked', data=data, chunks=(1, 6, 5, 3), maxshape=(None, 6, 5, 3))
f.create_dataset('whole', data=data)`
    writeFileSync(path('data.bin'), data)
    execFileSync(process.env['WINDHOVER_PYTHON'] ?? 'python3', [
      '-c',
      script,
      path('py.h5'),
      path('data.bin'),
    ])
    const file = await openH5File(path('py.h5'))
    for (const name of ['chunked', 'whole']) {
      const { stored, direct, usual } = bothWays(file, name)
      expect(stored).toBeDefined()
      expect(direct).toEqual(usual)
    }
    file.close()
  })

  it('are missed in one sentence where the file became shorter while it was open', async () => {
    const marks = { ...boxes(12, 300, 200, 1), checked: [{ x: 0, y: 0, w: 300, h: 200 }] }
    const { image } = await markedImage(path, 1, 300, 200, marks)
    await built(path('set.h5'), [image])
    const reader = await openDataset(path('set.h5'))
    const last = reader.length - 1
    expect(reader.read([last]).images).toHaveLength(64 * 64 * 3)
    expect(() => reader.read([reader.length])).toThrow(RangeError)
    truncateSync(path('set.h5'), Math.floor(readFileSync(path('set.h5')).length / 10))
    expect(() => reader.read([last])).toThrow(/set\.h5" is damaged or cut off/)
    reader.close()
  })
})
