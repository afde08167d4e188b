import { open, rm } from 'node:fs/promises'
import { extname } from 'node:path'
import { AppError } from '../../base/errors'
import { writeH5File } from '../../hdf5/h5File.node'
import { writeError } from '../../files/diskErrors'
import { claimPartial, commitPartial } from '../../files/replaceFile.node'
import { says } from '../../messages/says/says'
import { csvHead, csvLines } from './csvTable'
import { H5Table, tableSchema } from './h5Table.node'
import { rowCount, type TableAbout, type TableRows } from './rows'

/** Fails with `table-name` for a file that is neither .csv nor .h5. */
export function tableKind(path: string): 'csv' | 'h5' {
  const ending = extname(path).toLowerCase()
  if (ending === '.csv') return 'csv'
  if (ending === '.h5' || ending === '.hdf5') return 'h5'
  throw new AppError('table-name', says.prediction.aTableIsWrittenAs(path))
}

/**
 * Writes a table of predictions as `fill` gives its rows, batch by batch: memory does not grow with their number. The old file
 * stays until the new one is whole. Returns the number of rows. Fails with `table-name`, `disk-full` or for a folder that may
 * not be written to.
 */
export async function writeTable(
  path: string,
  about: TableAbout,
  fill: (add: (rows: TableRows) => Promise<void>) => Promise<void>,
): Promise<number> {
  let count = 0
  const counting = (write: (rows: TableRows) => unknown) => async (rows: TableRows) => {
    count += rowCount(rows)
    await write(rows)
  }
  if (tableKind(path) === 'csv') await writeCsv(path, about, (write) => fill(counting(write)))
  else await writeH5(path, about, (write) => fill(counting(write)))
  return count
}

type Fill = (write: (rows: TableRows) => unknown) => Promise<void>

async function writeCsv(path: string, about: TableAbout, fill: Fill): Promise<void> {
  let partial = ''
  try {
    partial = await claimPartial(path)
    const handle = await open(partial, 'w')
    try {
      await handle.writeFile(csvHead(about))
      await fill((rows) => handle.writeFile(csvLines(about, rows)))
    } finally {
      await handle.close()
    }
    await commitPartial(partial, path)
  } catch (error) {
    if (partial) await rm(partial, { force: true })
    throw writeError(path, error)
  }
}

async function writeH5(path: string, about: TableAbout, fill: Fill): Promise<void> {
  await writeH5File(
    path,
    async (file) => {
      const table = new H5Table(file, about)
      await fill((rows) => table.write(rows))
      table.finish()
    },
    (file) => {
      if (file.attrs['schema']?.value !== tableSchema) throw new Error('the table was not written')
    },
  )
}
