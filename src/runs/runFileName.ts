/** A run that is one file: src/docs/run-file.md. */
export const runFileEnding = '.windhover-run'

export const isRunFile = (path: string) => path.toLowerCase().endsWith(runFileEnding)
