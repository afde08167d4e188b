import { speakInProcess } from '../messages/says/speak'
import { commandLineLanguage } from './language'
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
const words = process.argv.slice(2)
const system = () => new Intl.DateTimeFormat().resolvedOptions().locale
await speakInProcess(commandLineLanguage(words, process.env, system))
process.exitCode = await runCommandLine(words, interrupt.signal, process)
// TensorFlow and HDF5 leave threads behind that keep the process alive; what was printed is flushed first.
await new Promise<void>((done) => process.stdout.write('', () => done()))
process.exit()
