import { says } from '../messages/says/says'
import { UsageError } from './command.node'

/** Bytes of a line: a plan of thousands of pictures. */
const longest = 64 * 1024 * 1024

/** What stands on each line, as JSON. Throws UsageError where a line is none, or has no end. */
export async function* jsonLines(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<unknown> {
  let parts: Buffer[] = []
  let size = 0
  for await (const piece of input) {
    let rest = Buffer.from(piece as Uint8Array)
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8')
      ;[parts, size, rest] = [[], 0, rest.subarray(end + 1)]
      if (line.trim() !== '') yield parsed(line)
    }
    parts.push(rest)
    size += rest.length
    if (size > longest) throw new UsageError(says.commandLine.lineTooLong(longest))
  }
  const last = Buffer.concat(parts).toString('utf8')
  if (last.trim() !== '') yield parsed(last)
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    throw new UsageError(says.commandLine.noJson(line.slice(0, 60)))
  }
}
