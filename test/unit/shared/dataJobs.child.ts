// Runs one job of the data process in a process of its own, which a test may limit or kill; prints how it ended.
import { AppError } from '../../../src/base/errors'
import { buildDataset, type BuildJob } from '../../../src/dataset/build.node'
import { importImage, preparePicture, type ImportJob } from '../../../src/image/importImage.node'
import type { LevelFiles } from '../../../src/image/openLevels.node'

const [kind, input] = process.argv.slice(2)
const context = {
  signal: new AbortController().signal,
  progress: ({ done }: { done: number }) => console.log(`progress ${done}`),
  warn: () => {},
}
try {
  const job: unknown = JSON.parse(input ?? '')
  if (kind === 'import') await importImage(job as ImportJob, context)
  else if (kind === 'prepare') await preparePicture(job as LevelFiles, context)
  else await buildDataset(job as BuildJob, context)
  console.log('done')
} catch (error) {
  console.log(
    error instanceof AppError ? `error ${error.code} ${error.message}` : `unexpected ${String(error)}`,
  )
}
process.exit(0)
