import { open, stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { AppError } from '../base/errors'
import { csv } from './csv'
import { type PreviewOf, previewTable, type TablePreview } from './csvPreview'
import { readFormats } from './formats'
import { isValueTable } from './instanceTable.node'
import { encodingOf, strictDecoder } from './labelText'

/** Bytes that are looked at. */
const headSize = 1024 * 1024

/**
 * What a file would be read as by its columns. Null where it is no table of labels, or none that a person could tell anything
 * about: what is wrong with it, an import says.
 */
export async function previewFile(
  path: string,
  of: Omit<PreviewOf, 'name' | 'cut'>,
): Promise<TablePreview | null> {
  if (!['.csv', '.tsv'].includes(extname(path).toLowerCase())) return null
  const found = await stat(path).catch(() => undefined)
  // A pipe would be waited for.
  if (!found?.isFile()) return null
  try {
    const bytes = await headOf(path)
    if (isValueTable(path)) return null
    const cut = found.size > bytes.length
    const text = strictDecoder(encodingOf(bytes), path).decode(bytes, { stream: cut })
    const format = readFormats.find((each) => each.recognises(text))
    if (text.includes('\0') || (format && format.id !== csv.id)) return null
    return previewTable(text, { ...of, name: basename(path), cut }) ?? null
  } catch (error) {
    if (error instanceof AppError || error instanceof TypeError || isSystemError(error)) return null
    throw error
  }
}

/** A file that may not be read, or is no longer there. */
const isSystemError = (error: unknown) => error instanceof Error && 'syscall' in error

async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headSize), 0, headSize, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
