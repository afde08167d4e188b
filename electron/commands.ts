import { appHandlers } from './commands/app'
import { countHandlers } from './commands/count'
import { computeHandlers } from './commands/compute'
import { datasetHandlers } from './commands/dataset'
import { documentHandlers } from './commands/document'
import { imageHandlers } from './commands/images'
import type { Parts } from './commands/parts'
import { predictionHandlers } from './commands/prediction'
import { projectHandlers } from './commands/project'
import { paperHandlers } from './commands/paper'
import { similarHandlers } from './commands/similar'
import { trainingHandlers } from './commands/training'
import type { CommandHandlers } from './host'

/** Every command of the contract, each a few lines over the services. */
export function commandHandlers(parts: Parts): CommandHandlers {
  return {
    ...projectHandlers(parts),
    ...imageHandlers(parts),
    ...documentHandlers(parts),
    ...datasetHandlers(parts),
    ...trainingHandlers(parts),
    ...paperHandlers(parts),
    ...predictionHandlers(parts),
    ...countHandlers(parts),
    ...similarHandlers(parts),
    ...computeHandlers(parts),
    ...appHandlers(parts),
  }
}
