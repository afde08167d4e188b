import { closeSync, openSync, readSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { CsvLines } from './csvLines'
import { decodeText } from './labelText'
import { withoutEnding } from './format'

/** Larger ones are no tables of a mask's values. */
const largest = 64 * 1024 * 1024

const head = 'value,class'

export function isValueTable(file: string): boolean {
  if (!/\.csv$/i.test(file)) return false
  const handle = openSync(file, 'r')
  try {
    const start = Buffer.alloc(head.length)
    readSync(handle, start, 0, head.length, 0)
    return start.toString('latin1') === head
  } finally {
    closeSync(handle)
  }
}

/** Classes by value out of the table beside a mask of instances (`value,class`); undefined where there is none. */
export async function instancesBeside(path: string): Promise<ReadonlyMap<number, string> | undefined> {
  const table = `${withoutEnding(path)}.csv`
  const found = await stat(table).catch(() => undefined)
  if (!found?.isFile() || found.size > largest || !isValueTable(table)) return undefined
  const text = decodeText(await readFile(table), table)
  const classes = new Map<number, string>()
  const lines = new CsvLines(table, ([value = '', name = ''], line) => {
    if (line > 1) classes.set(Number(value), name)
  })
  lines.push(text)
  lines.end()
  return classes
}
