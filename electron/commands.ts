import { appHandlers } from './commands/app'
import { countHandlers } from './commands/count'
import { computeHandlers } from './commands/compute'
import { datasetHandlers } from './commands/dataset'
import { documentHandlers } from './commands/document'
import { imageHandlers } from './commands/images'
import type { AppServices } from './commands/appServices'
import { predictionHandlers } from './commands/prediction'
import { projectHandlers } from './commands/project'
import { paperHandlers } from './commands/paper'
import { similarHandlers } from './commands/similar'
import { trainingHandlers } from './commands/training'
import type { CommandHandlers } from './host'

/** Every command of the contract, each a few lines over the services. */
export function commandHandlers(services: AppServices): CommandHandlers {
  return {
    ...projectHandlers(services),
    ...imageHandlers(services),
    ...documentHandlers(services),
    ...datasetHandlers(services),
    ...trainingHandlers(services),
    ...paperHandlers(services),
    ...predictionHandlers(services),
    ...countHandlers(services),
    ...similarHandlers(services),
    ...computeHandlers(services),
    ...appHandlers(services),
  }
}
