import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import sqlite, { type Database } from 'node-sqlite3-wasm'
import { AppError } from '../base/errors'
import { diskFull, writeError } from '../files/diskErrors'
import { claimPartial, commitPartial } from '../files/replaceFile.node'
import { says } from '../messages/says/says'
import type { MapLayer } from './format'
import { fromWkb, toWkb } from './wkb'

/** "GPKG" and 1.3.0, as the file format has them. */
const [applicationId, version] = [0x47504b47, 10_300]
/** Features that one file may hold. */
const mostFeatures = 2_000_000

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Writes layers into one file, which is whole or not there. */
export async function writeGeoPackage(path: string, layers: readonly MapLayer[]): Promise<void> {
  let partial: string | undefined
  try {
    partial = await claimPartial(path)
    const db = new sqlite.Database(partial)
    try {
      db.exec(
        `PRAGMA journal_mode = MEMORY; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version};`,
      )
      db.exec(tables)
      db.exec('BEGIN')
      for (const layer of layers) writeLayer(db, layer)
      db.exec('COMMIT')
    } finally {
      db.close()
    }
    await commitPartial(partial, path)
  } catch (error) {
    if (partial !== undefined) await rm(partial, { force: true })
    throw unwritten(path, error)
  }
}

/** SQLite calls a full disk an error of the disk, or full. */
function unwritten(path: string, error: unknown): unknown {
  const isFull = error instanceof sqlite.SQLite3Error && /disk I\/O|is full/i.test(error.message)
  return isFull ? diskFull(path, error) : writeError(path, error)
}

/** OGC 12-128r18, annex C; coordinate systems are known by their number. */
const tables = `
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name));
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL);`

function writeLayer(db: Database, { name, epsg, about, columns = [], features }: MapLayer): void {
  const table = quoted(name)
  db.run('INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)', [
    `EPSG:${epsg}`,
    epsg,
    'EPSG',
    epsg,
    'undefined',
  ])
  db.exec(
    `CREATE TABLE ${table} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom GEOMETRY, class TEXT, score REAL${columns.map((column) => `, ${quoted(column.name)} ${column.type}`).join('')})`,
  )
  const extent = [Infinity, Infinity, -Infinity, -Infinity]
  const more = columns.map((column) => quoted(column.name))
  const marks = ['geom', 'class', 'score', ...more].map(() => '?')
  const statement = db.prepare(
    `INSERT INTO ${table} (${['geom', 'class', 'score', ...more].join(', ')}) VALUES (${marks.join(', ')})`,
  )
  try {
    for (const { geometry, className, score, values = [] } of features) {
      widen(extent, geometry.coordinates)
      const known = values.map((value) => value ?? null)
      statement.run([binary(toWkb(geometry), epsg), className, score ?? null, ...known])
    }
  } finally {
    statement.finalize()
  }
  const known = features.length > 0 ? extent : [null, null, null, null]
  db.run(
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id) VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?)",
    [name, name, about ?? '', ...known, epsg],
  )
  db.run("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?, 0, 0)", [name, epsg])
}

/** "GP", version 0, little-endian without an envelope, the number of the system, and the geometry. */
function binary(wkb: Uint8Array, epsg: number): Uint8Array {
  const bytes = new Uint8Array(8 + wkb.length)
  bytes.set([0x47, 0x50, 0, 1])
  new DataView(bytes.buffer).setInt32(4, epsg, true)
  bytes.set(wkb, 8)
  return bytes
}

function widen(extent: number[], coordinates: unknown): void {
  if (!Array.isArray(coordinates)) return
  const [x, y] = coordinates as unknown[]
  if (typeof x !== 'number' || typeof y !== 'number')
    return coordinates.forEach((each) => widen(extent, each))
  const [left = 0, bottom = 0, right = 0, top = 0] = extent
  extent.splice(0, 4, Math.min(left, x), Math.min(bottom, y), Math.max(right, x), Math.max(top, y))
}

/**
 * The features of all layers as GeoJSON with their `crs`. The file may be hostile: only plain tables are read. Throws
 * AppError('label-value') where it is no GeoPackage, 'label-map' where its layers lie on several maps.
 */
export function geoJsonOf(path: string): string {
  // SQLite locks what it reads, beside it, and QGIS leaves a log of what is not in the file yet: a copy is read.
  const folder = mkdtempSync(join(tmpdir(), 'windhover-gpkg-'))
  try {
    const copy = join(folder, 'labels.gpkg')
    copyFileSync(path, copy)
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
    return readCopy(copy, basename(path))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readCopy(path: string, name: string): string {
  const broken = (cause?: unknown) =>
    new AppError('label-value', says.maps.nameIsNoGeoPackage(name), {
      cause,
    })
  let db: Database
  try {
    db = new sqlite.Database(path)
  } catch (error) {
    throw broken(error)
  }
  try {
    db.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA hard_heap_limit = 805306368',
    )
    const plain = new Set(
      (db.all("SELECT name, sql FROM sqlite_schema WHERE type = 'table'") as Row[])
        .filter(({ sql }) => !/^\s*create\s+virtual/i.test(String(sql)))
        .map((row) => String(row['name'])),
    )
    const layers = (
      db.all(
        'SELECT g.table_name AS layer, g.column_name AS col, s.organization AS org, s.organization_coordsys_id AS code FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id LIMIT 1000',
      ) as Row[]
    ).filter(({ layer }) => plain.has(String(layer)))
    const systems = new Set(
      layers.map(({ org, code }) => (String(org).toUpperCase() === 'EPSG' ? Number(code) : undefined)),
    )
    const [epsg] = systems
    if (systems.size > 1 || epsg === undefined)
      throw new AppError(
        'label-map',
        systems.size > 1
          ? says.maps.nameHasLayersOnSeveral(name)
          : says.maps.nameNamesNoCoordinateSystem(name),
      )
    const features = layers.flatMap((layer) => featuresOf(db, layer, name))
    const crs = { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${epsg}` } }
    return JSON.stringify({ type: 'FeatureCollection', crs, features })
  } catch (error) {
    throw error instanceof AppError ? error : broken(error)
  } finally {
    db.close()
  }
}

type Row = Record<string, unknown>

function featuresOf(db: Database, { layer, col }: Row, name: string): object[] {
  const rows = db.all(`SELECT * FROM ${quoted(String(layer))} LIMIT ${mostFeatures + 1}`) as Row[]
  if (rows.length > mostFeatures)
    throw new AppError('label-large', says.maps.nameHasMoreThanMost(name, mostFeatures))
  return rows.flatMap((row) => {
    const { [String(col)]: blob, ...properties } = row
    if (!(blob instanceof Uint8Array)) return []
    const texts = Object.entries(properties).filter(([, value]) =>
      ['string', 'number'].includes(typeof value),
    )
    return [{ type: 'Feature', geometry: geometryOf(blob), properties: Object.fromEntries(texts) }]
  })
}

/** Behind the header and the envelope that its flags tell of. */
function geometryOf(blob: Uint8Array) {
  const envelope = [0, 32, 48, 48, 64][((blob[3] ?? 0) >> 1) & 7]
  if (blob[0] !== 0x47 || blob[1] !== 0x50 || envelope === undefined) throw new RangeError('no geometry')
  return fromWkb(blob.subarray(8 + envelope))
}
