import { AppError } from '../../base/errors'
import { isThere } from '../../files/readFile.node'
import { says } from '../../messages/says/says'
import { schemaLines, schemaOf, schemaSql, type Sqlite } from './sqlite.node'

/** Marks a file as ours ("Wndh"), as SQLite's application_id. */
const applicationId = 0x576e6468

const objects = 'image INTEGER, class INTEGER, shape BLOB, origin INTEGER, score REAL'
const checked = 'image INTEGER, x REAL, y REAL, w REAL, h REAL'
const rejections = 'image INTEGER, class INTEGER, x REAL, y REAL, w REAL, h REAL, run TEXT'
const classes = 'name TEXT, color TEXT'
const images =
  'name TEXT, path TEXT, sha256 TEXT, width INTEGER, height INTEGER, levels INTEGER, tileSize INTEGER, extra TEXT'
const refersTo = (column: string, table: string) =>
  `FOREIGN KEY (${column}) REFERENCES ${table}(id) DEFERRABLE INITIALLY DEFERRED`
/** Per table the rows an edit changed: each holds what swaps with the document's row (`present` 0: there is none). */
const log = (table: string, columns: string) =>
  `CREATE TABLE ${table}_log (edit INTEGER, id INTEGER, present INTEGER, ${columns}, PRIMARY KEY (edit, id)) WITHOUT ROWID;`

/**
 * The steps from an empty file to today's layout. A project of version n has had the first n; never change a step that
 * was released, add one.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
   CREATE TABLE images (id INTEGER PRIMARY KEY, name TEXT, path TEXT, sha256 TEXT,
     width INTEGER, height INTEGER, levels INTEGER, tileSize INTEGER);
   CREATE TABLE classes (id INTEGER PRIMARY KEY, ${classes});
   CREATE TABLE objects (id INTEGER PRIMARY KEY, ${objects}, ${refersTo('image', 'images')}, ${refersTo('class', 'classes')});
   CREATE TABLE checked (id INTEGER PRIMARY KEY, ${checked}, ${refersTo('image', 'images')});
   CREATE TABLE rejections (id INTEGER PRIMARY KEY, ${rejections}, ${refersTo('image', 'images')}, ${refersTo('class', 'classes')});
   CREATE INDEX objects_image ON objects(image);
   CREATE INDEX checked_image ON checked(image);
   CREATE INDEX rejections_image ON rejections(image);
   CREATE TABLE edits (id INTEGER PRIMARY KEY, label TEXT, undone INTEGER);
   ${log('classes', classes)} ${log('objects', objects)} ${log('checked', checked)} ${log('rejections', rejections)}`,
  // What records gained since, and will gain, is JSON in one column. An edit that comes twice is known by its token.
  `${['images', 'classes', 'objects', 'checked', 'rejections'].map((t) => `ALTER TABLE ${t} ADD COLUMN extra TEXT;`).join('')}
   ${['classes', 'objects', 'checked', 'rejections'].map((t) => `ALTER TABLE ${t}_log ADD COLUMN extra TEXT;`).join('')}
   ${log('images', images)}
   ALTER TABLE edits ADD COLUMN token TEXT;`,
]

/**
 * Refuses a file that holds anything but the tables of its version as we make them: a view, a trigger or a column of
 * somebody else's could be without end, or change what is read. Of a newer version only what computes is refused. Throws
 * AppError('not-a-project' | 'project-damaged').
 */
export function requireOwnTables(db: Sqlite): void {
  const version = requireOurs(db)
  const rows = db.all(schemaSql)
  const known = version <= migrations.length ? ownTables(version) : undefined
  const foreign = rows.find((row, i) => {
    if (known) return !known.has(schemaLines(rows)[i] as string)
    return (
      !['table', 'index'].includes(String(row.type)) ||
      /\b(virtual|generated)\b|\bas\s*\(/i.test(String(row.sql))
    )
  })
  if (foreign)
    throw strange(db, says.project.holdsTheTypeName(String(foreign.type), String(foreign.name).slice(0, 60)))
  if (known && rows.length < known.size)
    throw strange(db, says.project.lacksRowsOfItsTables(known.size - rows.length))
}

const tablesOf = new Map<number, ReadonlySet<string>>()
function ownTables(version: number): ReadonlySet<string> {
  const known = tablesOf.get(version) ?? new Set(schemaOf(migrations.slice(0, version)))
  tablesOf.set(version, known)
  return known
}

function strange(db: Sqlite, what: string): AppError {
  return new AppError('project-damaged', says.project.pathWhatUnlikeAnyFile(db.path, what))
}

/** The file's version. Throws AppError('not-a-project'). */
function requireOurs(db: Sqlite): number {
  const version = db.number('PRAGMA user_version')
  const used = version !== 0 || db.number('SELECT count(*) FROM sqlite_master') > 0
  if ((used && db.number('PRAGMA application_id') !== applicationId) || version < 0) {
    throw new AppError('not-a-project', says.project.pathIsNotAWindhover(db.path))
  }
  return version
}

/** Brings a file to the newest version. An older one is copied first, to `project.vN.db` beside it. */
export function migrate(db: Sqlite, steps: readonly string[] = migrations): void {
  const version = requireOurs(db)
  if (version > steps.length) {
    throw new AppError('project-newer', says.project.pathWasWrittenByA(db.path, version, steps.length))
  }
  if (version === steps.length) return
  if (version > 0) keepCopy(db, version)
  db.transaction(() => {
    for (const step of steps.slice(version)) db.exec(step)
    db.exec(`PRAGMA user_version = ${steps.length}; PRAGMA application_id = ${applicationId}`)
  })
}

function keepCopy(db: Sqlite, version: number): void {
  const copy = db.path.replace(/\.db$/, `.v${version}.db`)
  if (!isThere(copy)) db.run('VACUUM INTO ?', [copy])
}
