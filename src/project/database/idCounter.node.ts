import type { Edit } from '../../document/edit'
import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import type { Sqlite } from './sqlite.node'

/** Half of what a number holds exactly: there is always room for more. */
const highestId = 2 ** 52

/** Gives out ids for rows of any table: none twice, not even after an undo or a restart. */
export class IdCounter {
  private next: number

  /** Ids below `least` were given to somebody already. Throws AppError('project-damaged'). */
  constructor(
    private readonly db: Sqlite,
    least: number,
  ) {
    this.next = Math.max(1, least, this.stored())
  }

  /** The first of `count` ids that nobody else will get. */
  reserve(count: number): number {
    const first = this.next
    this.next += count
    return first
  }

  /** Writes down, inside of a transaction, that ids up to `highest` and all that were given out are taken. */
  keep(highest: number): void {
    this.next = Math.max(this.next, highest + 1)
    this.db.run(`INSERT OR REPLACE INTO meta VALUES ('nextId', ?)`, [this.next])
  }

  private stored(): number {
    const stored = this.db.number(`SELECT value FROM meta WHERE key = 'nextId'`)
    if (Number.isInteger(stored) && stored >= 0 && stored <= highestId) return stored
    throw new AppError('project-damaged', says.project.pathCountsItsNextNumber(this.db.path, stored))
  }
}

/** The highest id that the edit brings; 0 for none. */
export const highestOf = ({ changes }: Edit): number =>
  changes.reduce((highest, { after }) => Math.max(highest, after?.id ?? 0), 0)
