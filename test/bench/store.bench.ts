// Compiled and run by store.bench.mjs: the project's store at a million objects, each figure beside SQLite alone.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import { Random } from '../../src/base/random'
import type { Edit } from '../../src/document/edit'
import type { ImageRecord, ObjectRecord } from '../../src/records/records'
import { SpatialIndex } from '../../src/document/spatialIndex'
import { ObjectBlock } from '../../src/records/objectBlock'
import { packObjects, type PackedObjects } from '../../src/records/packedObjects'
import { unpackObjects } from '../../src/records/objectBlock'
import { encodeShape } from '../../src/records/shapeBlob'
import { ProjectStore } from '../../src/project/store/store.node'

const count = Number(process.argv[2] ?? 1_000_000)
const turns = Number(process.argv[3] ?? 3)
/** As the app asks for them. */
const blockRows = 65_536
const side = 100_000

interface Row {
  readonly work: string
  readonly goal: string
  readonly seconds: number[]
  readonly peer?: { readonly name: string; readonly seconds: number[] }
}
const rows = new Map<string, Row>()

function note(work: string, goal: string, seconds: number, peer?: [string, number]): void {
  const row = rows.get(work) ?? {
    work,
    goal,
    seconds: [],
    ...(peer ? { peer: { name: peer[0], seconds: [] } } : {}),
  }
  row.seconds.push(seconds)
  if (peer) row.peer?.seconds.push(peer[1])
  rows.set(work, row)
}

/** Milliseconds of processor time, of all threads: what else the machine does hardly counts. */
const now = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const seconds = (began: number) => (now() - began) / 1000
const folder = mkdtempSync(join(tmpdir(), 'windhover-store-'))
const image: ImageRecord = {
  id: 1,
  name: 'field.tif',
  path: '/field.tif',
  sha256: '',
  width: side,
  height: side,
  levels: 10,
  tileSize: 256,
}

function draw(seed: number): ObjectRecord[] {
  const random = new Random(seed)
  const at = () => Math.floor(random.below(side * 4)) / 4
  return Array.from({ length: count }, () => {
    const shape = { kind: 'box' as const, x: at(), y: at(), w: 17.25, h: 9.5 }
    return { id: 0, image: 1, class: 2, shape, origin: 'import' as const }
  })
}

/** Processor time, and the longest time on a clock that the process was deaf to everything else. */
async function deafness(work: () => Promise<unknown>): Promise<{ took: number; deaf: number }> {
  let [last, deaf, going] = [performance.now(), 0, true]
  const look = () => {
    const now = performance.now()
    deaf = Math.max(deaf, now - last)
    last = now
    if (going) setImmediate(look)
  }
  setImmediate(look)
  const began = now()
  await work()
  going = false
  return { took: seconds(began), deaf: deaf / 1000 }
}

/** The same rows into a table of the same columns, and out again, by the library alone. */
function peer(objects: readonly ObjectRecord[], path: string) {
  const db = new sqlite.Database(path)
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  db.exec('PRAGMA cache_size = -32000')
  db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, image, class, shape BLOB, origin, score, extra)')
  db.exec('CREATE INDEX t_image ON t(image)')
  let began = now()
  db.exec('BEGIN')
  const insert = db.prepare('INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)')
  objects.forEach((o, i) => insert.run([i + 1, 1, 2, encodeShape(o.shape), 1, null, null]))
  db.exec('COMMIT')
  const inserted = seconds(began)
  began = now()
  const select = db.prepare('SELECT * FROM t WHERE image = 1 AND id > ? ORDER BY id LIMIT ?')
  for (let after = 0; ; after += blockRows) if (select.all([after, blockRows]).length < blockRows) break
  const read = seconds(began)
  const update = db.prepare('UPDATE t SET shape = ? WHERE id = ?')
  const one: number[] = []
  for (let i = 0; i < 200; i++) {
    began = now()
    update.run([encodeShape(objects[i]!.shape), 1 + i * 4999])
    one.push(seconds(began))
  }
  began = now()
  db.exec('DELETE FROM t WHERE image = 1')
  const deleted = seconds(began)
  for (const statement of [insert, select, update]) statement.finalize()
  db.close()
  return { inserted, read, one: percentile(one, 0.95), deleted }
}

function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? NaN
}

function readAll(store: ProjectStore) {
  const began = now()
  const index = new SpatialIndex()
  const blocks: ObjectBlock[] = []
  let [first, worst, read, after, rows] = [0, 0, 0, 0, 0]
  for (;;) {
    const asked = now()
    const block: PackedObjects = store.loadObjects(1, after, blockRows)
    read += seconds(asked)
    if (block.count === 0) break
    const came = now()
    const taken = new ObjectBlock(block)
    blocks.push(taken)
    index.appendRects(taken.ids, taken.rects(), (row) => taken.isGone(row))
    rows += taken.count
    worst = Math.max(worst, seconds(came))
    first ||= seconds(began)
    after = block.ids.at(-1) as number
  }
  if (rows !== count) throw new Error(`${rows} of ${count} objects came back`)
  return { took: seconds(began), first, worst, read }
}

function packDrawn(n: number, kind: number): { packed: PackedObjects; packing: number } {
  const objects = draw(n).map((object) => ({ ...object, class: kind }))
  const began = now()
  const packed = packObjects(1, objects)
  return { packed, packing: seconds(began) }
}

async function turn(n: number): Promise<void> {
  const alone = peer(draw(n), join(folder, `peer-${n}.db`))
  const store = await ProjectStore.create(join(folder, `p${n}.windhover`), {
    classes: [{ name: 'car', color: '#e69f00' }],
  })
  const kind = store.classes()[0]?.id ?? 0
  store.addImage(image)
  const { packed, packing } = packDrawn(n, kind)
  const pause = async () => {
    await new Promise((resolve) => setImmediate(resolve))
  }
  const label = `Import ${count}`
  const imported = await deafness(() => store.applyBulk({ label, changes: [] }, [packed], pause))
  note('import as one step (packing left out)', '', imported.took, ['INSERT alone', alone.inserted])
  note('import: pack for the way', '', packing)
  note('import: longest part', '', imported.deaf)
  let began = now()
  store.close()
  note('close: count what changed', '', seconds(began))
  began = now()
  const again = await ProjectStore.open(join(folder, `p${n}.windhover`))
  note('open: check the file, read the small tables', '', seconds(began))
  // The window that loads a project holds no records, nor what an import left behind.
  globalThis.gc?.()
  const loaded = readAll(again)
  note('load: all, taken in and indexed', '3', loaded.took, ['SELECT alone', alone.read])
  note('load: first block', '0.5', loaded.first)
  note('load: longest turn of the window', '0.05', loaded.worst)
  const placed = draw(n).map((o, id) => ({ id, shape: o.shape }))
  globalThis.gc?.()
  began = now()
  const index = new SpatialIndex(placed)
  note('index 1,000,000 boxes', '0.3', seconds(began))
  const random = new Random(n)
  began = now()
  for (let i = 0; i < 1000; i++) index.search({ x: random.below(side), y: random.below(side), w: 20, h: 20 })
  note('what is at a place', '0.001', seconds(began) / 1000)
  const one: number[] = []
  const waited: number[] = []
  for (let i = 0; i < 200; i++) {
    const before = unpackObjects(again.loadObjects(1, (i * 4999) % count, 1))[0] as ObjectRecord
    const edit: Edit = {
      label: 'Move',
      changes: [
        { table: 'objects', before, after: { ...before, shape: { ...before.shape, x: i } as never } },
      ],
    }
    began = now()
    const asked = performance.now()
    again.applyEdit(edit)
    one.push(seconds(began))
    waited.push((performance.now() - asked) / 1000)
  }
  note('one edit durable, 95th percentile', '0.005', percentile(one, 0.95), ['UPDATE alone', alone.one])
  note('one edit durable, median', '0.005', percentile(one, 0.5))
  note('the same by a clock, with what the disk takes: 95th percentile', '0.005', percentile(waited, 0.95))
  note('median', '0.005', percentile(waited, 0.5))
  for (let i = 0; i < 200; i++) await again.step('undo', pause)
  const undone = await deafness(() => again.step('undo', pause))
  note('undo the import', '', undone.took, ['DELETE … WHERE alone', alone.deleted])
  note('undo: longest part', '', undone.deaf)
  const redone = await deafness(() => again.step('redo', pause))
  note('redo the import', '', redone.took, ['INSERT alone', alone.inserted])
  note('redo: longest part', '', redone.deaf)
  if (again.countsPerImage().get(1)?.objects !== count) throw new Error('the redo lost objects')
  note('bytes an object on the disk, log included', '', statSync(again.paths.database).size / count)
  again.close()
}

for (let n = 1; n <= turns; n++) await turn(n)
rmSync(folder, { recursive: true, force: true })
const shown = (values: readonly number[]) =>
  `${percentile(values, 0.5).toFixed(4)} (${Math.min(...values).toFixed(4)} to ${Math.max(...values).toFixed(4)})`
console.log(`| ${count.toLocaleString('en')} objects, median of ${turns} | CPU s | goal | beside | ratio |`)
console.log('|---|---|---|---|---|')
for (const { work, goal, seconds: own, peer: other } of rows.values()) {
  const ratio = other
    ? percentile(
        own.map((s, i) => s / (other.seconds[i] as number)),
        0.5,
      ).toFixed(2)
    : ''
  const beside = other ? `${other.name} ${shown(other.seconds)}` : ''
  console.log(`| ${work} | ${shown(own)} | ${goal} | ${beside} | ${ratio} |`)
}
