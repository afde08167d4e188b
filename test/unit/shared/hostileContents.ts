import assert from 'node:assert/strict'
import { existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadH5 } from '../../../src/hdf5/h5Module.node'
import { pipe, withSql } from './hostile.fixture'
import { type Case, dataset, endlessView, h5, image, object, prediction, replaced, sql } from './hostileKinds'

/** A database, predictions and datasets that hold what cannot be. */
export const hostileContents: readonly Case[] = [
  // What `extra` says never stands in for a column: the image stays number 1.
  sql(
    'an image that names a file outside',
    `UPDATE images SET extra = '{"id":"../../../outside/scan","unprepared":true}'`,
    null,
  ),
  image('extra of a list', `extra = '[1]'`),
  image('extra of nonsense', `extra = '{{{'`),
  image('extra of wrong types', `extra = '{"display":{"channels":7},"geo":[]}'`),
  image('tiles of nothing', 'tileSize = 0'),
  image('tiles of less', 'tileSize = -256'),
  image('tiles without end', 'tileSize = 1e308'),
  image('no levels', 'levels = 0'),
  image('a million levels', 'levels = 1000000'),
  image('no width', 'width = NULL'),
  image('a width in words', `width = 'wide'`),
  image('a name of bytes', `name = x'00ff'`),
  image('a name of 10 MB', `name = printf('%.*c', 10000000, 'x')`),
  image('a negative number', 'id = -5'),
  image('a number that no number holds', 'id = 9223372036854775807'),
  sql(
    'an image that is a device',
    `UPDATE images SET path = '/dev/zero', extra = '{"unprepared":true}'`,
    /no file but a device|is a folder|damaged|was 300/,
  ),
  [
    'an image that is a pipe',
    (folder, outside) => {
      pipe(join(outside, 'p'))
      rmSync(join(folder, 'images', '1.tif'))
      withSql(folder, `UPDATE images SET path = '${join(outside, 'p')}', extra = '{"unprepared":true}'`)
    },
    /no file but a device or a pipe/,
  ],
  sql(
    '200,000 images',
    `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
     INSERT INTO images SELECT i, 'i' || i, '/nowhere/' || i, '', 100, 100, 1, 256, NULL FROM n`,
    /holds 200000 images/,
  ),
  sql('a class without a name', `UPDATE classes SET name = ''`, /holds a class/),
  sql(
    'a class whose colour is a style',
    `UPDATE classes SET color = 'red;background:url(x)'`,
    /holds a class/,
  ),
  sql(
    'a class with attributes of a wrong kind',
    `UPDATE classes SET extra = '{"attributes":{"a":1}}'`,
    /holds a class/,
  ),
  sql(
    '100,000 classes',
    `WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 100099)
     INSERT INTO classes SELECT i, 'c' || i, '#ffffff', NULL FROM n`,
    /holds 100001 classes/,
  ),
  sql(
    'classes that are a view without end',
    `DROP TABLE classes; CREATE VIEW classes AS ${endlessView}`,
    /holds the view "classes"/,
  ),
  sql(
    'images that are a view',
    `ALTER TABLE images RENAME TO i2; CREATE VIEW images AS SELECT * FROM i2`,
    /project-damaged/,
  ),
  sql(
    'a trigger',
    `CREATE TRIGGER t AFTER UPDATE ON meta BEGIN DELETE FROM objects; END`,
    /holds the trigger "t"/,
  ),
  sql('a table of somebody', 'CREATE TABLE mine (a)', /holds the table "mine"/),
  sql('a virtual table', 'CREATE VIRTUAL TABLE v USING fts5(a)', /project-damaged/),
  sql(
    'a column that computes',
    'ALTER TABLE classes ADD COLUMN g AS (hex(zeroblob(400000000)))',
    /project-damaged/,
  ),
  sql('an index that computes', 'CREATE INDEX x ON objects(hex(shape))', /holds the index "x"/),
  sql('a missing table', 'DROP TABLE rejections', /project-damaged/),
  sql(
    'a newer version with a view without end',
    `PRAGMA user_version = 99; DROP TABLE classes; CREATE VIEW classes AS ${endlessView}`,
    /holds the view/,
  ),
  object('a shape of nothing', `shape = x''`),
  object('a shape of a kind that is none', `shape = x'0f00000000'`),
  object('a coordinate that is no number', `shape = x'100000c07f000000000000803f0000803f'`),
  object('half an outline', `shape = x'120000803f'`),
  object('rings without end', `shape = x'16ffff7f7f0000803f'`),
  object('no shape', 'shape = NULL'),
  object('a class that is not there', 'class = 4000000'),
  object('a score of 7', 'score = 7'),
  object('extra of nonsense', `extra = '}'`),
  object('extra of wrong types', `extra = '{"locked":"yes"}'`),
  sql(
    'an object whose extra names another',
    `UPDATE objects SET extra = '{"id":1,"image":9,"shape":null}'`,
    null,
  ),
  sql('a checked area of nothing', 'UPDATE checked SET w = NULL', /holds a checked area/),
  sql('a checked area in words', `UPDATE checked SET x = 'left'`, /holds a checked area/),
  sql('a checked area without end', 'UPDATE checked SET w = 9e999', /holds a checked area/),
  sql('a checked area of less', 'UPDATE checked SET h = -5', /holds a checked area/),
  sql('a rejection by nobody', 'UPDATE rejections SET run = NULL', /holds a rejection/),
  sql(
    'a next number without end',
    `UPDATE meta SET value = 9e300 WHERE key = 'nextId'`,
    /counts its next number/,
  ),
  sql('a next number in words', `UPDATE meta SET value = 'x' WHERE key = 'nextId'`, /counts its next number/),
  sql('a tally of nonsense', `INSERT INTO meta VALUES ('tally', '{"at":"","images":[[1]]}')`, null),
  sql('a view of nonsense', `INSERT INTO meta VALUES ('setting.view.1', '{"sweep":7}')`, null),
  sql('a label of 10 MB', `UPDATE edits SET label = printf('%.*c', 10000000, 'x')`, null),
  ...replaced('the prediction', prediction, {
    'a link to a file outside': /is a link/,
    'a pipe': /device or a pipe/,
    'a folder': /is no file but a folder/,
    '10 GB of nothing': /h5-foreign/,
  }),
  h5(
    'a prediction with a box of no numbers',
    prediction,
    `f['detections/xywh'][0, 0] = numpy.nan`,
    /h5-damaged: .*not made of numbers/,
  ),
  h5('a prediction with a score of 2', prediction, `f['detections/score'][0] = 2`, /h5-damaged: .*scores/),
  h5(
    'a prediction of a class beyond the names',
    prediction,
    `f['detections/class'][0] = 9`,
    /h5-damaged: .*names 1 classes/,
  ),
  h5(
    'a prediction that claims a billion boxes',
    prediction,
    `for n, s in (('xywh', (10**9, 4)), ('score', (10**9,)), ('class', (10**9,))):
    d = f['detections/' + n].dtype
    del f['detections/' + n]
    f.create_dataset('detections/' + n, s, d, chunks=True)`,
    /h5-damaged: .*claims \d+ bytes/,
  ),
  h5(
    'a prediction of which a part is a link to another file',
    prediction,
    `del f['detections/score']
f['detections/score'] = h5py.ExternalLink(outside + '/scan.tif', '/x')`,
    /h5-(damaged|elsewhere)/,
  ),
  h5(
    'a prediction whose scores lie in another file',
    prediction,
    `del f['detections/score']
f.create_dataset('detections/score', (1,), 'f4', external=[(outside + '/secret.txt', 0, 4)])`,
    /h5-elsewhere: .*secret\.txt/,
  ),
  h5(
    'a prediction whose scores are made of another file',
    prediction,
    `del f['detections/score']
layout = h5py.VirtualLayout((1,), 'f4')
layout[:] = h5py.VirtualSource(outside + '/scan.tif', 'x', (1,))
f.create_virtual_dataset('detections/score', layout)`,
    /h5-elsewhere: .*scan\.tif/,
  ),
  h5(
    'a prediction with another heat map',
    prediction,
    `info = json.loads(f.attrs['info'])
info['heat']['levels'] = info['heat']['levels'] * 9
f.attrs['info'] = json.dumps(info)`,
    /h5-damaged: .*heat map/,
  ),
  h5('a prediction of nonsense', prediction, `f.attrs['info'] = '{}'`, /h5-damaged/),
  ...replaced('the dataset', dataset, {
    'a link to a file outside': /is a link/,
    'a pipe': /device or a pipe/,
    '10 GB of nothing': /h5-foreign/,
  }),
  h5(
    'a dataset whose pictures lie in another file',
    dataset,
    `shape = f['images'].shape
del f['images']
f.create_dataset('images', shape, 'u1', external=[(outside + '/secret.txt', 0, 10**9)])`,
    /h5-elsewhere/,
  ),
  h5(
    'a dataset with boxes of no numbers',
    dataset,
    `f['boxes/xywh'][0, 0] = numpy.inf`,
    /h5-damaged: .*boxes\/xywh/,
  ),
  [
    'a dataset that refers to a device',
    async (folder) => {
      const { File } = await loadH5()
      const file = new File(dataset(folder), 'a')
      file.delete_attribute('schema')
      file.create_attribute('schema', 'windhover-reference/1')
      const map = { train_images: 'a', train_labels: 'b' }
      file.create_attribute('reference', JSON.stringify({ path: '/dev/zero', map, several: false }))
      file.close()
    },
    /\/dev\/zero" is no file/,
  ],
  ...replaced('the pyramid', (folder) => join(folder, 'images', '1.tif'), {
    'a link to a file outside': /is a link/,
    'a pipe': /device or a pipe/,
    '10 GB of nothing': /pyramid-damaged|damaged/,
  }),
  ...(['building', 'journal'] as const).map((ending): Case => [
    `a pyramid that is begun in a link (${ending})`,
    (folder, outside) => {
      rmSync(join(folder, 'images', '1.tif'))
      symlinkSync(join(outside, 'secret.txt'), join(folder, 'images', `.1.tif.${ending}`))
      withSql(folder, `UPDATE images SET extra = '{"unprepared":true}'`)
    },
    /is a link/,
    [(folder) => assert(statSync(join(folder, 'images', '1.tif')).size > 1000)],
  ]),
  [
    'files of a person that end as ours do',
    (folder) => {
      mkdirSync(join(folder, 'images', 'old.partial'))
      for (const name of [
        'images/notes.tmp',
        'images/a.new',
        'images/old.partial/x',
        'images/.a.1.1.partial',
      ])
        writeFileSync(join(folder, name), 'mine')
    },
    null,
    ['images/notes.tmp', 'images/a.new', 'images/old.partial/x', 'images/.a.1.1.partial'].map(
      (name) => (folder: string) => assert(existsSync(join(folder, name)), name),
    ),
  ],
  [
    'a link that is named as what we leave',
    (folder, outside) =>
      symlinkSync(join(outside, 'secret.txt'), join(folder, 'images', '.a.4194305.1.partial')),
    /is a link/,
  ],
]
