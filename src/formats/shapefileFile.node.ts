import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { openDbf, type DbfTable } from './dbf'
import { crsOfPrj } from './prj'
import { fromShapefile } from './shapefileBytes'
import { strictDecoder, wrongEncoding } from './labelText'

/** Of each of the files: what comes of them as text must fit memory. */
const maxBytes = 128 * 1024 * 1024
const maxPrj = 64 * 1024
const companions = ['dbf', 'prj', 'cpg'] as const

/**
 * The features of a shapefile as GeoJSON with their `crs`, by the files beside it (.dbf, .prj, .cpg), which may be missing. They
 * may be hostile. Throws AppError('label-value') where they are no shapefile, 'label-large' where they are too large.
 */
export function geoJsonOfShapefile(path: string): string {
  const name = basename(path)
  const bytes = readBelow(path, maxBytes)
  const [dbf, prj, cpg] = companions.map((ending) => beside(path, ending))
  try {
    const table = dbf === undefined ? undefined : openDbf(readBelow(dbf, maxBytes))
    const decoder = table && decoderOf(table, cpg, name)
    const features: string[] = []
    let index = 0
    for (const geometry of fromShapefile(bytes)) {
      const row = table && decoder && rowOf(table, index, decoder)
      index++
      // A deleted row takes its shape with it.
      if (geometry && row !== null)
        features.push(JSON.stringify({ type: 'Feature', geometry, properties: row ?? {} }))
    }
    if (table && table.count !== index)
      throw new RangeError(says.maps.indexShapesAndCountRows(index, table.count))
    const system = prj === undefined ? undefined : crsOfPrj(readBelow(prj, maxPrj).toString('utf8'))
    const crs = system ? `"crs":${JSON.stringify({ type: 'name', properties: { name: system } })},` : ''
    return `{"type":"FeatureCollection",${crs}"features":[${features.join(',\n')}]}`
  } catch (error) {
    if (error instanceof AppError) throw error
    const what = error instanceof RangeError ? ` (${error.message})` : ''
    throw new AppError('label-value', says.maps.nameIsNoShapefileThat(name, what), { cause: error })
  }
}

/** Changes when one of the files beside a shapefile does; empty for any other file. */
export function companionStamp(path: string): string {
  if (!/\.shp$/i.test(path)) return ''
  const stamps = companions.map((ending) => {
    const file = beside(path, ending)
    const found = file === undefined ? undefined : statSync(file)
    return found ? `${found.mtimeMs} ${found.size}` : ''
  })
  return stamps.join()
}

function readBelow(path: string, most: number): Buffer {
  const { size } = statSync(path)
  if (size > most)
    throw new AppError(
      'label-large',
      says.maps.pathHasE6MbAnd(basename(path), Math.round(size / 1e6), Math.round(most / 1e6)),
    )
  return readFileSync(path)
}

/** The file of the same name and another ending, in whatever case. */
function beside(path: string, ending: string): string | undefined {
  const stem = basename(path).replace(/\.[^.]*$/, '')
  const wanted = `${stem}.${ending}`
  const plain = join(dirname(path), wanted)
  if (existsSync(plain)) return plain
  const found = readdirSync(dirname(path)).find((name) => name.toLowerCase() === wanted.toLowerCase())
  return found === undefined ? undefined : join(dirname(path), found)
}

/** Names of columns that hold classes, of at most 10 characters, as GeoJSON calls them. */
const called: Readonly<Record<string, string>> = {
  classname: 'class_name',
  classifica: 'class',
  label_name: 'label',
  category_n: 'category',
}

function rowOf(table: DbfTable, index: number, decoder: Decoder): Record<string, unknown> | null {
  if (index >= table.count) return {}
  const row = table.row(index, decoder)
  if (!row) return null
  const { score, confidence = score, ...rest } = lowered(row)
  return typeof confidence === 'number' ? { ...rest, measurements: { score: confidence } } : rest
}

function lowered(row: Record<string, string | number>): Record<string, string | number> {
  const names = Object.entries(row).map(([name, value]) => {
    const plain = name.toLowerCase()
    return [called[plain] ?? plain, value] as const
  })
  return Object.fromEntries(names)
}

interface Decoder {
  decode(bytes: Uint8Array): string
}

/** Languages of tables (dBASE's language driver), as far as they are met. */
const languages: Readonly<Record<number, string>> = {
  0x03: 'windows-1252',
  0x57: 'windows-1252',
  0x59: 'windows-1252',
  0x4d: 'gbk',
  0x4e: 'euc-kr',
  0x4f: 'big5',
  0x7b: 'shift_jis',
  0xc8: 'windows-1250',
  0xc9: 'windows-1251',
  0xca: 'windows-1254',
}

/** By the .cpg, by what the table says, and else as UTF-8, which anything else is not by chance. */
function decoderOf(table: DbfTable, cpg: string | undefined, name: string): Decoder {
  const said = cpg === undefined ? '' : readBelow(cpg, maxPrj).toString('latin1').trim()
  const encoding = said ? encodingNamed(said) : (languages[table.language] ?? 'utf-8')
  const strict = strictDecoder(encoding, name)
  return {
    decode(bytes) {
      try {
        return strict.decode(bytes)
      } catch (error) {
        throw wrongEncoding(name, encoding, error)
      }
    },
  }
}

/** `UTF-8`, `1252`, `ANSI 1252`, `8859-1` or `88591`, `936`. */
function encodingNamed(text: string): string {
  const plain = text.toLowerCase().replace(/^(ansi|oem|cp)[ -]?/, '')
  const latin = /^(?:iso[ -]?)?8859[ -]?(\d{1,2})$/.exec(plain)?.[1]
  if (latin) return `iso-8859-${latin}`
  if (/^125\d$/.test(plain)) return `windows-${plain}`
  return (
    { '936': 'gbk', '950': 'big5', '932': 'shift_jis', '949': 'euc-kr', '65001': 'utf-8' }[plain] ?? plain
  )
}
