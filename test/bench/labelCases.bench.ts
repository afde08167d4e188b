// The command line behind a socket, so that hundreds of short commands need not start a process each: SOCKET.
// A request's body is the arguments, a NUL after each; the answer is what was printed, its header `x-code` how it ended.
import { createServer } from 'node:http'
import { runCommandLine } from '../../src/cli/run.node'

const [socket = ''] = process.argv.slice(2)
let last = Promise.resolve()

createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const args = Buffer.concat(parts).toString().split('\0').slice(0, -1)
  last = last.then(async () => {
    let text = ''
    const stream = { write: (more: string) => (text += more) }
    const streams = { stdout: stream, stderr: stream }
    const code = await runCommandLine(args, new AbortController().signal, streams).catch((error: unknown) => {
      text += `RAW ERROR ${error instanceof Error ? error.stack : String(error)}\n`
      return 99
    })
    response.setHeader('x-code', code).end(text)
  })
}).listen(socket, () => process.send?.('listens'))
