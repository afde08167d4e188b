import type { Change } from '../../../src/document/edit'
import type { ImageRecord, ObjectRecord, Shape } from '../../../src/records/records'
import { ProjectStore } from '../../../src/project/store/store.node'

// Without the test runner: the end-to-end tests and the benches use these, too.

export const box = (x: number, y: number, w = 10, h = 10): Shape => ({ kind: 'box', x, y, w, h })

export function imageRecord(id: number, name = 'field.png'): ImageRecord {
  return {
    id,
    name,
    path: `/photos/${name}`,
    sha256: 'ab'.repeat(32),
    width: 4000,
    height: 2250,
    levels: 5,
    tileSize: 256,
  }
}

/** A project with two classes and one image. */
export async function projectWithImage(folder: string) {
  const classes = [
    { name: 'car', color: '#e69f00' },
    { name: 'van', color: '#56b4e9' },
  ]
  const store = await ProjectStore.create(folder, { classes })
  const image = imageRecord(store.nextId())
  store.addImage(image)
  const [car, van] = store.classes()
  if (!car || !van) throw new Error('classes are missing')
  const object = (shape: Shape, more: Partial<ObjectRecord> = {}): ObjectRecord => {
    return { id: store.nextId(), image: image.id, class: car.id, shape, origin: 'human', ...more }
  }
  return { store, image, car, van, object }
}

/** For work in parts that nobody watches. */
export const noPause = () => Promise.resolve()

export const added = (after: ObjectRecord): Change => ({ table: 'objects', before: null, after })
export const removed = (before: ObjectRecord): Change => ({ table: 'objects', before, after: null })
