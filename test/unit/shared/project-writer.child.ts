// Run as a process of its own by the project tests, to be killed in the middle of its work: prints what is confirmed.
import { writeSync } from 'node:fs'
import { ProjectStore } from '../../../src/project/store/store.node'

const [folder = '', rows = '1'] = process.argv.slice(2)
const say = (line: string) => writeSync(1, `${line}\n`)
try {
  const store = await ProjectStore.open(folder)
  const [image] = store.images()
  const [kind] = store.classes()
  if (!image || !kind) throw new Error('the project needs an image and a class')
  say('open')
  for (;;) {
    const changes = Array.from({ length: Number(rows) }, () => {
      const id = store.nextId()
      const shape = { kind: 'box' as const, x: id, y: 0.1, w: 10, h: 10 }
      return {
        table: 'objects' as const,
        before: null,
        after: { id, image: image.id, class: kind.id, shape, origin: 'human' as const },
      }
    })
    store.applyEdit({ label: 'Add boxes', changes })
    say(changes.map((change) => change.after.id).join(' '))
  }
} catch (error) {
  say(`error ${(error as { code?: string }).code} ${(error as Error).message}`)
  process.exit(1)
}
