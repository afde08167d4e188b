import { type App } from './windhover'

// What tests of closing and of crashing do.

/** A process is called stuck after ten seconds, and a window that crashed takes a while to come back. */
export const slow = 30_000

const at = (i: number) => ({ from: { x: 300 + 100 * i, y: 100 }, to: { x: 360 + 100 * i, y: 160 } })

/** Boxes one after the other, faster than a slow disk takes them. */
export async function drawBoxes(app: App, count: number, first = 0): Promise<void> {
  await app.press('r')
  for (let i = first; i < first + count; i++) await app.drag(at(i).from, at(i).to)
  await app.objects(first + count)
}

/** Answers every question with its button of this number; returns what was asked so far. */
export async function answerQuestions(app: App, button: number): Promise<() => Promise<string[]>> {
  await app.electron.evaluate(({ dialog }, response) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBox = ((...given: unknown[]) => {
      const { message, detail, buttons } = given.at(-1) as Electron.MessageBoxOptions
      asked.push([message, detail, ...(buttons ?? [])].join('\n'))
      return Promise.resolve({ response, checkboxChecked: false })
    }) as typeof dialog.showMessageBox
  }, button)
  // Also where the app has ended already it is a promise that fails.
  return async () => app.electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
}
