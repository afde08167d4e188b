/**
 * Ends a utility process that did not expect an error: main says so, and starts it again when it is needed. Up to Electron
 * 36 this is so by itself; later ones only warn, and the process would go on half-way through whatever it did.
 */
export function endOnRejection(): void {
  process.on('unhandledRejection', (error) => {
    console.error(error)
    process.exit(1)
  })
}
