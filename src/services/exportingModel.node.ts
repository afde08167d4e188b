import type { CallContext } from '../base/wire'
import type { ExportedModel, ModelFormat } from '../training/modelFormats'
import { chosenRun, type Project } from './project.node'

/**
 * Writes a run's network for TensorFlow.js or Keras: the run asked for, or the best one.
 *
 * @example await exportRunModel(project, { run: 'best', format: 'keras', out: 'net.h5' }, context)
 */
export async function exportRunModel(
  project: Project,
  request: { readonly run?: string | undefined; readonly format: ModelFormat; readonly out: string },
  context: CallContext,
): Promise<ExportedModel & { readonly run: string }> {
  const { id } = chosenRun(project, request.run)
  const { format, out } = request
  const input = { run: id, runDir: project.paths.run(id), format, out }
  return { run: id, ...(await project.trainer.run('model.export', input, context)) }
}
