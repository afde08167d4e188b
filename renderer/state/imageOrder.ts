import type { ImageState } from '../../src/ipc/contract'
import { leftToDo, type Left } from './counts'

export const imageOrders = ['added', 'name', 'left'] as const
export type ImageOrder = (typeof imageOrders)[number]

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
/** What a person does next comes first. */
const urgency: Record<Left, number> = { marks: 0, check: 1, search: 2, nothing: 3 }

/** What an image is found by: its name, and what a person says of it. */
function wordsOf({ name, notes = '', properties = [] }: ImageState): string {
  return [name, notes, ...properties.flatMap((each) => [each.name, each.value])].join(' ').toLowerCase()
}

/** The images whose names or notes hold all the words of `wanted`, in order. Images of equal rank stay in the order they came. */
export function listImages(
  images: readonly ImageState[],
  wanted: string,
  order: ImageOrder,
): readonly ImageState[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean)
  const found = words.length
    ? images.filter((image) => words.every((word) => wordsOf(image).includes(word)))
    : images
  if (order === 'name') return [...found].sort((a, b) => collator.compare(a.name, b.name))
  if (order === 'left') return [...found].sort((a, b) => urgency[leftToDo(a)] - urgency[leftToDo(b)])
  return found
}
