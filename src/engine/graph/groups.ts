import type { RecordedStep } from './trace'

/**
 * Variables that live in one resource and are updated together: all trained vectors (biases, gains), all running statistics,
 * and every other one for itself. Most of a net's variables are vectors, and hold next to none of its weights.
 */
export interface Group {
  /** Numbers in `RecordedStep.variables`. */
  readonly members: readonly number[]
  /** Numbers that each of them holds. */
  readonly sizes: readonly number[]
  /** Of the resource: that of its only member, else its length. */
  readonly shape: readonly number[]
}

/** Trained ones first. */
export function groupsOf({ variables, gradients }: RecordedStep): Group[] {
  const groups = new Map<string | number, number[]>()
  variables.forEach(({ id, after, shape }, i) => {
    const kind = i < gradients.length ? 'trained' : id === after ? i : 'assigned'
    const key = shape.length === 1 ? kind : i
    groups.set(key, [...(groups.get(key) ?? []), i])
  })
  return [...groups.values()].map((members) => {
    const shapes = members.map((i) => variables[i]?.shape ?? [])
    const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1))
    const [own] = shapes as [readonly number[]]
    return { members, sizes, shape: members.length === 1 ? own : [sizes.reduce((a, b) => a + b)] }
  })
}
