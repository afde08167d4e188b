// Loaded into the command line: when the process that set it up was killed, it stops as at Ctrl-C.
const starter = process.ppid

const watch = setInterval(() => {
  if (process.ppid === starter) return
  clearInterval(watch)
  process.kill(process.pid, 'SIGTERM')
}, 500)
watch.unref()
