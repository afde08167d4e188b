import { runCommandLine } from './run.node'

const interrupt = new AbortController()
const stop = () => {
  if (interrupt.signal.aborted) process.exit(130)
  interrupt.abort()
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
// `windhover … | head` closes the pipe when it has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exitCode = await runCommandLine(process.argv.slice(2), interrupt.signal, process)
// TensorFlow and HDF5 leave threads behind that keep the process alive; what was printed is flushed first.
await new Promise<void>((done) => process.stdout.write('', () => done()))
process.exit()
