import type { Command } from './command.node'
import { build } from './commands/build.node'
import { compact } from './commands/compact.node'
import { compare } from './commands/compare.node'
import { countCommand } from './commands/count.node'
import { demo } from './commands/demo.node'
import { doctorCommand } from './commands/doctor.node'
import { evaluate } from './commands/evaluate.node'
import { exportCommand } from './commands/export.node'
import { figure } from './commands/figure.node'
import { importCommand } from './commands/import.node'
import { init } from './commands/init.node'
import { inspect } from './commands/inspect.node'
import { measure } from './commands/measure.node'
import { predictCommand } from './commands/predict.node'
import { relink } from './commands/relink.node'
import { report } from './commands/report.node'
import { runsCommand } from './commands/runs.node'
import { sample } from './commands/sample.node'
import { similar } from './commands/similar.node'
import { trainCommand } from './commands/train.node'
import { worker } from './commands/worker.node'

/** Every command. A new one is a file in `commands` and a line here. */
export const cliCommands: readonly Command[] = [
  doctorCommand,
  init,
  importCommand,
  relink,
  build,
  inspect,
  trainCommand,
  runsCommand,
  predictCommand,
  similar,
  evaluate,
  countCommand,
  sample,
  compare,
  measure,
  report,
  figure,
  exportCommand,
  compact,
  worker,
  demo,
]
