import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import type { RunInfo } from '../runs/config'

interface Row {
  readonly settings: Readonly<Record<string, string>>
  readonly trained: RunInfo | AppError
}

/** `learning-rate 0.003, seed 1` */
export const settingsText = (settings: Row['settings']): string =>
  says.commandLine.list(Object.entries(settings).map(([name, value]) => `${name} ${value}`))

/** A line a training; where seeds differ, too, a line for each of the other settings, with mean and standard deviation. */
export function gridTable(rows: readonly Row[]): string[] {
  const lines = rows.map(({ settings, trained }) => {
    const about = settingsText(settings)
    if (trained instanceof AppError) return says.runCommands.gridFailed(about, trained.message)
    return says.runCommands.gridRow(
      about,
      trained.best?.name ?? '',
      trained.best?.metric.toFixed(3) ?? '–',
      trained.id,
    )
  })
  return [...lines, ...meansOverSeeds(rows)]
}

function meansOverSeeds(rows: readonly Row[]): string[] {
  const groups = new Map<string, number[]>()
  for (const { settings, trained } of rows) {
    if (settings['seed'] === undefined || trained instanceof AppError || !trained.best) continue
    const { seed: _, ...others } = settings
    const about = settingsText(others)
    groups.set(about, [...(groups.get(about) ?? []), trained.best.metric])
  }
  return [...groups].flatMap(([about, values]) => {
    if (values.length < 2) return []
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
    return says.runCommands.gridMean(about, mean.toFixed(3), Math.sqrt(variance).toFixed(3), values.length)
  })
}
