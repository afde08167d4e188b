import { recordKinds, type ImageRecord } from '../../records/records'
import type { Sqlite } from '../database/sqlite.node'

const { columns, encode } = recordKinds.images

export function insertImage(db: Sqlite, image: ImageRecord): void {
  const marks = columns.map(() => '?').join(', ')
  db.run(`INSERT INTO images (id, ${columns.join(', ')}) VALUES (?, ${marks})`, [image.id, ...encode(image)])
}

export function updateImage(db: Sqlite, image: ImageRecord): void {
  const assignments = columns.map((column) => `${column} = ?`).join(', ')
  db.run(`UPDATE images SET ${assignments} WHERE id = ?`, [...encode(image), image.id])
}
