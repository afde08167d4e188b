// What set-up says: whole sentences and progress on stderr, so that a command's own output stays clean.

const megabytes = (bytes) => Math.round(bytes / 1e6)

/** @param {boolean} quiet true: nothing is said about a part that was ready before */
export function createReport(quiet) {
  const { stderr } = process
  let open = false
  const line = (text) => {
    if (open) stderr.write('\r\x1b[K')
    open = false
    stderr.write(text + '\n')
  }
  return {
    say: line,
    ready: (text) => quiet || line(text),
    /** Returns a function that takes the bytes done so far; `total` may be 0 when it is not known. */
    progress(label) {
      let next = stderr.isTTY ? 0 : Date.now() + 3000
      return (done, total) => {
        const now = Date.now()
        if (now < next) return
        const text = `${label}: ${megabytes(done)}${total ? ` of ${megabytes(total)}` : ''} MB`
        if (stderr.isTTY) {
          stderr.write(`\r\x1b[K${text}`)
          open = true
        } else {
          line(text)
        }
        next = now + (stderr.isTTY ? 100 : 10000)
      }
    },
  }
}
