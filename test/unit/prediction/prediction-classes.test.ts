import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { changeThreshold } from '../../../src/prediction/changeThreshold.node'
import { openPrediction, writePrediction } from '../../../src/prediction/predictionFile.node'
import type { AskedThreshold } from '../../../src/found/threshold'
import { projectClasses } from '../../../src/found/projectClasses'
import { writeLabels } from '../../../src/services/writeLabels.node'
import { scratch } from '../shared/project.fixture'

const [car, bus, truck] = ['car', 'bus', 'truck'].map((name, i) => ({ id: i + 1, name, color: '#ff0000' }))

/** Names of the project's classes that the run's classes are. */
const named = (...given: Parameters<typeof projectClasses>) => projectClasses(...given).map((c) => c?.name)

describe('what the classes of a run are in the project', () => {
  const learned = { classNames: ['car', 'bus'], classIds: [1, 2] }

  test('a class keeps its identity when it is renamed, also to the name of another', () => {
    expect(named(learned, [{ ...car!, name: 'auto' }, bus!])).toEqual(['auto', 'bus'])
    expect(
      named(learned, [
        { ...car!, name: 'bus' },
        { ...bus!, name: 'car' },
      ]),
    ).toEqual(['bus', 'car'])
  })

  test('a class that was deleted is nobody else, whoever stands in its place or has its name by now', () => {
    expect(named(learned, [bus!])).toEqual([undefined, 'bus'])
    expect(named(learned, [bus!, truck!])).toEqual([undefined, 'bus'])
    expect(named(learned, [{ ...bus!, name: 'car' }])).toEqual([undefined, 'car'])
  })

  test('one that was deleted and made again, or that the run knew before the project, goes by its name', () => {
    expect(named(learned, [bus!, { ...car!, id: 9 }])).toEqual(['car', 'bus'])
    expect(
      named({ classNames: ['house', 'car'], classIds: [null, 1] }, [car!, { id: 5, name: 'house' }]),
    ).toEqual(['house', 'car'])
  })

  test('the order of the project says nothing, and a run without identities goes by names alone', () => {
    expect(named({ classNames: ['bus', 'car'] }, [car!, bus!])).toEqual(['bus', 'car'])
    expect(named({ classNames: ['auto', 'bus'] }, [car!, bus!])).toEqual([undefined, 'bus'])
  })
})

describe('an export of what a run found', () => {
  const at = scratch()

  test('is of a file with a heat map for each class, or as older ones with one for all', async () => {
    const about = { run: 'run-7', image: 1, width: 8, height: 4, classNames: ['car', 'bus'], threshold: 0.5 }
    const none = { xywh: new Float32Array(0), score: new Float32Array(0), class: new Uint8Array(0) }
    const write = (path: string, heatClasses: number) =>
      writePrediction(path, { ...about, level: 0, stride: 4, heatClasses }, async (heat) => {
        heat.push(Uint8Array.of(9, 8), heatClasses ? [Uint8Array.of(9, 1), Uint8Array.of(2, 8)] : [])
        return none
      })
    const tiles = async (path: string) => {
      const file = await openPrediction(path)
      const read = (of?: number) => [...file.heatTile({ level: 0, column: 0, row: 0, of }).subarray(0, 2)]
      const found = [file.info.heat.classes, read(), read(0), read(1), read(2)]
      file.close()
      return found
    }
    await write(at('both.h5'), 2)
    expect(await tiles(at('both.h5'))).toEqual([2, [9, 8], [9, 1], [2, 8], [0, 0]])
    // Another threshold leaves them.
    await changeThreshold(at('both.h5'), 0.7, {
      ...{ signal: new AbortController().signal, progress: () => {}, warn: () => {} },
    })
    expect(await tiles(at('both.h5'))).toEqual([2, [9, 8], [9, 1], [2, 8], [0, 0]])
    await write(at('old.h5'), 0)
    expect(await tiles(at('old.h5'))).toEqual([undefined, [9, 8], [0, 0], [0, 0], [0, 0]])
  })

  test('has the names of today, keeps a removed class apart, and says which run and threshold', async () => {
    const path = at('1.h5')
    const about = {
      run: 'run-7',
      image: 1,
      width: 40,
      height: 40,
      classNames: ['car', 'bus'],
      threshold: 0.5,
    }
    await writePrediction(path, { ...about, level: 0, stride: 40 }, async (heat) => {
      heat.push(Uint8Array.of(9))
      return {
        xywh: Float32Array.of(1, 2, 3, 4, 11, 12, 3, 4, 21, 22, 3, 4),
        score: Float32Array.of(0.9, 0.7, 0.6),
        class: Uint8Array.of(0, 1, 0),
      }
    })
    // Car was removed, and bus is called car by now.
    const classes = [{ id: 2, name: 'car' }]
    const content = { found: path, classIds: [1, 2] }
    const image = { name: 'a.png', width: 40, height: 40 }
    const context = { signal: new AbortController().signal, progress: () => {}, warn: () => {} }
    const write = (format: 'coco' | 'geojson', out: string, threshold?: AskedThreshold) =>
      writeLabels({ format, out, classes, images: [{ image, content: { ...content, threshold } }] }, context)

    expect(await write('coco', at('a.json'))).toMatchObject({ written: 3 })
    const coco = JSON.parse(readFileSync(at('a.json'), 'utf8'))
    const names = new Map(coco.categories.map((c: { id: number; name: string }) => [c.id, c.name]))
    expect(coco.annotations.map((a: { category_id: number }) => names.get(a.category_id))).toEqual([
      'car (removed)',
      'car',
      'car (removed)',
    ])
    expect(coco.images).toMatchObject([{ run: 'run-7', threshold: 0.5 }])

    expect(await write('geojson', at('labels'), 0.65)).toMatchObject({ written: 2 })
    const geo = JSON.parse(readFileSync(join(at('labels'), 'a.geojson'), 'utf8'))
    expect(geo).toMatchObject({ run: 'run-7', threshold: 0.65 })
    expect(geo.features).toHaveLength(2)

    // By the run's class numbers; the file says it by the names that it has.
    const own = { own: [0.65, 0.75] }
    expect(await write('geojson', at('by-class'), own)).toMatchObject({ written: 1 })
    const byClass = JSON.parse(readFileSync(join(at('by-class'), 'a.geojson'), 'utf8'))
    expect(byClass.thresholds).toEqual({ 'car (removed)': 0.65, car: 0.75 })
    expect(byClass.features[0].properties.classification).toEqual({ name: 'car (removed)' })
  })
})
