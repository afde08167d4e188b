import { appCommands } from '../src/ipc/commands/app'
import { computeCommands } from '../src/ipc/commands/compute'
import { countCommands } from '../src/ipc/commands/count'
import { datasetCommands } from '../src/ipc/commands/dataset'
import { documentCommands } from '../src/ipc/commands/document'
import { imageCommands } from '../src/ipc/commands/images'
import { paperCommands } from '../src/ipc/commands/paper'
import { predictionCommands } from '../src/ipc/commands/prediction'
import { projectCommands } from '../src/ipc/commands/project'
import { similarCommands } from '../src/ipc/commands/similar'
import { trainingCommands } from '../src/ipc/commands/training'

import type { CommandName } from '../src/ipc/contract'
import type { AppServices, HandlersOf } from './commands/appServices'
import type { CommandHandlers, HandlerOf } from './host'

type Load = (services: AppServices) => Promise<Partial<CommandHandlers>>

/** By command of an area: what loads the area. */
function area<C extends object>(
  commands: C,
  load: (services: AppServices) => Promise<HandlersOf<C>>,
): Record<keyof C, Load> {
  return Object.fromEntries(Object.keys(commands).map((name) => [name, load])) as Record<keyof C, Load>
}

/** Every command of the contract, each a few lines over the services. */
const areas = {
  ...area(projectCommands, async (s) => (await import('./commands/project')).projectHandlers(s)),
  ...area(imageCommands, async (s) => (await import('./commands/images')).imageHandlers(s)),
  ...area(documentCommands, async (s) => (await import('./commands/document')).documentHandlers(s)),
  ...area(datasetCommands, async (s) => (await import('./commands/dataset')).datasetHandlers(s)),
  ...area(trainingCommands, async (s) => (await import('./commands/training')).trainingHandlers(s)),
  ...area(paperCommands, async (s) => (await import('./commands/paper')).paperHandlers(s)),
  ...area(predictionCommands, async (s) => (await import('./commands/prediction')).predictionHandlers(s)),
  ...area(countCommands, async (s) => (await import('./commands/count')).countHandlers(s)),
  ...area(similarCommands, async (s) => (await import('./commands/similar')).similarHandlers(s)),
  ...area(computeCommands, async (s) => (await import('./commands/compute')).computeHandlers(s)),
  ...area(appCommands, async (s) => (await import('./commands/app')).appHandlers(s)),
} satisfies Record<CommandName, Load>

export interface LoadedCommands {
  /** Of a command; its area is loaded when one of it is first asked for, for the window need not wait for all of them. */
  readonly handlerOf: HandlerOf
  readonly loadAll: () => Promise<unknown>
}

export function loadCommands(services: AppServices): LoadedCommands {
  const loaded = new Map<Load, Promise<Partial<CommandHandlers>>>()
  const handlers = (load: Load) => {
    const known = loaded.get(load) ?? load(services)
    loaded.set(load, known)
    return known
  }
  return {
    handlerOf: async (name) => (await handlers(areas[name]))[name] as Awaited<ReturnType<HandlerOf>>,
    loadAll: () => Promise.all(Object.values(areas).map(handlers)),
  }
}
