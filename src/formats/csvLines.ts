import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

/** Records of a table that comes in pieces: in quotes a separator or a line's end is text, and two quotes are one (RFC 4180). */
export class CsvLines {
  private rest = ''
  private line = 1
  private separator: string | undefined

  /** `take` is given the fields of each record that has any, and the line where it begins, from 1. */
  constructor(
    private readonly file: string,
    private readonly take: (fields: string[], line: number, separator: string) => void,
  ) {}

  push(piece: string): void {
    this.rest += piece
    let from = 0
    for (;;) {
      const end = endOfRecord(this.rest, from)
      if (end < 0) break
      this.record(this.rest.slice(from, end))
      from = end + 1
    }
    this.rest = this.rest.slice(from)
  }

  /** Throws AppError('label-csv') where a quote is never closed. */
  end(): void {
    if (this.rest === '') return
    const quotes = this.rest.length - this.rest.replaceAll('"', '').length
    if (quotes % 2 === 1)
      throw new AppError('label-csv', says.tables.fileLineLineTheQuotation(this.file, this.line))
    this.record(this.rest)
    this.rest = ''
  }

  private record(text: string): void {
    const { line } = this
    this.line += text.length - text.replaceAll('\n', '').length + 1
    const record = text.replace(/\r$/, '')
    if (record.trim() === '') return
    this.separator ??= separatorOf(record)
    this.take(splitRecord(record, this.separator), line, this.separator)
  }
}

/** Where the line ends that closes all quotes; -1 where that is yet to come. */
function endOfRecord(text: string, from: number): number {
  let quotes = 0
  for (let start = from; ;) {
    const end = text.indexOf('\n', start)
    if (end < 0) return -1
    const line = text.slice(start, end)
    quotes += line.includes('"') ? line.split('"').length - 1 : 0
    if (quotes % 2 === 0) return end
    start = end + 1
  }
}

function separatorOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '')
  return ['\t', ';', ','].find((sign) => bare.includes(sign)) ?? ','
}

function splitRecord(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator)
  const fields: string[] = []
  let [field, quoted] = ['', false]
  for (let i = 0; i < line.length; i++) {
    const sign = line[i] as string
    if (sign === '"' && quoted && line[i + 1] === '"') field += line[++i]
    else if (sign === '"' && (quoted || field.trim() === '')) {
      quoted = !quoted
      if (quoted) field = ''
    } else if (sign === separator && !quoted) {
      fields.push(field)
      field = ''
    } else field += sign
  }
  return [...fields, field]
}
