import type { Session } from './session.svelte'

/** Files that were dropped on the window: projects open, all else is a picture to import. */
export async function dropFiles(session: Session, paths: string[]): Promise<void> {
  const project = paths.find((path) => /\.windhover[\\/]?$/i.test(path))
  if (project) {
    await session.open('project', session.bridge.call('project.open', { path: project }))
    return
  }
  if (paths.length === 0) return
  if (!session.project && !(await session.newProject())) return
  await session.imageCommands.import(paths)
}
