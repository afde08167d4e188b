import { expect, it } from 'vitest'
import { setImageAbout } from '../../../src/services/imageNotes.node'
import type { Project } from '../../../src/services/project.node'
import { projectWithImage, scratch } from '../shared/project.fixture'

const at = scratch()

it('notes and properties of an image are kept, trimmed, and taken away again; a name given twice is refused', async () => {
  const { store, image } = await projectWithImage(at('notes.windhover'))
  const project = { store } as unknown as Project
  const kept = () => {
    const { notes, properties } = store.images()[0] ?? {}
    return { notes, properties }
  }
  const camera = { name: 'camera ', value: ' P1' }
  await setImageAbout(project, image.id, {
    notes: ' dawn\nfog ',
    properties: [camera, { name: ' ', value: 'lost' }],
  })
  expect(kept()).toEqual({ notes: 'dawn\nfog', properties: [{ name: 'camera', value: 'P1' }] })
  const twice = setImageAbout(project, image.id, {
    notes: '',
    properties: [camera, { name: 'camera', value: 'P2' }],
  })
  await expect(twice).rejects.toThrow('The property “camera” is given twice: give each name once.')
  expect(kept().notes).toBe('dawn\nfog')
  await setImageAbout(project, image.id, { notes: '', properties: [] })
  expect(kept()).toEqual({ notes: undefined, properties: undefined })
})
