import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { engineIds, type Engine, type EngineId, type EngineReport } from './engine'

const starters: Record<EngineId, () => Promise<Engine>> = {
  tensorflow: async () => (await import('./tensorflow.node')).startTensorflow(),
  webgpu: async () => {
    throw new AppError('engine-not-available', says.engine.webGpuRunsOnlyIn)
  },
  wasm: async () => (await import('./wasm.node')).startWasm(),
}

/** Which engines work here, each tried for real, in the order in which `auto` prefers them. */
export async function reportEngines(): Promise<EngineReport[]> {
  const reports: EngineReport[] = []
  for (const id of engineIds) {
    try {
      reports.push({ id, available: true, device: (await starters[id]()).device })
    } catch (error) {
      reports.push({ id, available: false, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  return reports
}

/**
 * Starts the engine asked for; `auto` takes the first that works, and `warn` hears why it is not TensorFlow. Fails with
 * `engine-not-available` and every reason.
 */
export async function selectEngine(
  wanted: EngineId | 'auto',
  warn: (sentence: string) => void = () => {},
): Promise<Engine> {
  if (wanted !== 'auto') return starters[wanted]()
  const reasons: string[] = []
  for (const id of engineIds) {
    try {
      const engine = await starters[id]()
      if (reasons[0] !== undefined) warn(says.engine.computingWithIdWhichIs(id, reasons[0]))
      return engine
    } catch (error) {
      reasons.push(`${id}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new AppError('engine-not-available', says.engine.noEngineWorksHereReasons(reasons.join(' ')))
}
