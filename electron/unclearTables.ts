import { AppError } from '../src/base/errors'
import { quiet } from '../src/base/job'
import type { FoundInTable, ToldTable } from '../src/formats/csvPreview'
import { t } from '../src/messages/messages'
import { previewColumns, sortTables } from '../src/services/previewColumns.node'
import type { Project } from '../src/services/project.node'
import type { AppServices } from './commands/appServices'
import { sendEvent } from './host'

/** Tables of labels whose columns the person has to say, one after the other. They stay here: the window never names a path. */
export class UnclearTables {
  private waiting: { readonly project: Project; readonly files: readonly string[] } | undefined

  constructor(private readonly services: Pick<AppServices, 'window' | 'project' | 'notice'>) {}

  /** Imports the files that need no question, and asks about the first of the others. */
  async around(
    files: readonly string[],
    importThem: (clear: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const { current } = this.services.project
    const { clear, unclear } = await sortTables(current, files, quiet)
    this.waiting = { project: current, files: unclear }
    try {
      if (clear.length > 0) await importThem(clear)
    } finally {
      await this.ask()
    }
  }

  /** Asks about the first table that waits. */
  async ask(): Promise<void> {
    const { window, notice } = this.services
    const { waiting } = this
    const file = waiting?.files[0]
    if (!waiting || file === undefined || !this.services.project.isOpen(waiting.project)) return
    try {
      const { name, lines, columns, found } = await previewColumns(waiting.project, file, undefined, quiet)
      const asked = { name, lines: lines.map((line) => [...line]), columns, found }
      sendEvent(window, 'table', { ...asked, more: waiting.files.length - 1 })
    } catch (error) {
      this.waiting = undefined
      notice('alert', error instanceof Error ? error.message : String(error))
    }
  }

  /** What the table that the person looks at would be read as. */
  async preview(told: ToldTable): Promise<FoundInTable> {
    const { project, file } = this.first()
    const { found } = await previewColumns(project, file, told, quiet)
    return found
  }

  /** The table that the person has told about: the next one is the first then. */
  take(): string {
    const { project, file, rest } = this.first()
    this.waiting = { project, files: rest }
    return file
  }

  private first(): { readonly project: Project; readonly file: string; readonly rest: readonly string[] } {
    const { current } = this.services.project
    const [file, ...rest] = this.waiting?.project === current ? this.waiting.files : []
    if (file === undefined) throw new AppError('no-data', t.host.chooseTheTableAgain)
    return { project: current, file, rest }
  }
}
