import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import type { Attribute, Binding, NativeBackend } from './binding'
import { drawOf } from './stepInput'

/** One call of a native operation: tensors are known by the binding's numbers, which it never gives twice. */
export interface TracedOp {
  readonly name: string
  readonly attributes: readonly Attribute[]
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  /** DataType of each output. */
  readonly types: readonly number[]
}

export interface TracedTensor {
  readonly id: number
  readonly dtype: number
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array | Uint8Array
  /** Gives the values of another step, where they change from step to step. */
  readonly draw?: (() => Float32Array) | undefined
}

/** What the engine did while a step ran: its operations in order, and the tensors that JavaScript made for them. */
export interface Trace {
  readonly ops: readonly TracedOp[]
  readonly created: readonly TracedTensor[]
}

/** Runs `work` and records every native operation in it. Fails with `not-traceable` if `work` looks at a tensor's values. */
export function recordOps<T>(backend: NativeBackend, work: () => T): { result: T; trace: Trace } {
  const binding = backend.binding
  const ops: TracedOp[] = []
  const created: TracedTensor[] = []
  const overrides: Partial<Binding> = {
    executeOp(name, attributes, inputs, outputs) {
      const found = binding.executeOp(name, attributes, inputs, outputs)
      const [ids, types] = [found.map(({ id }) => id), found.map(({ dtype }) => dtype)]
      ops.push({ name, attributes, inputs: [...inputs], outputs: ids, types })
      return found
    },
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values)
      const kept = values as Float32Array | Int32Array | Uint8Array
      created.push({ id, dtype, shape: [...shape], values: kept, draw: drawOf(values) })
      return id
    },
    tensorDataSync() {
      throw new AppError('not-traceable', says.engine.theStepLooksAtValues)
    },
  }
  // The binding's own properties are read-only: assigning to an object that inherits them would fail.
  const descriptors = Object.fromEntries(Object.entries(overrides).map(([key, value]) => [key, { value }]))
  backend.binding = Object.create(binding, descriptors) as Binding
  try {
    return { result: work(), trace: { ops, created } }
  } finally {
    backend.binding = binding
  }
}

/**
 * Whether two traces are the same computation: same operations, wired alike, and same constants. `leaves` are the numbers
 * of the tensors that come from outside, in the same order for each.
 */
export function sameComputation(
  a: { trace: Trace; leaves: readonly number[] },
  b: { trace: Trace; leaves: readonly number[] },
): boolean {
  if (a.trace.ops.length !== b.trace.ops.length || a.trace.created.length !== b.trace.created.length)
    return false
  const partner = new Map<number, number>()
  a.leaves.forEach((id, i) => partner.set(id, b.leaves[i] as number))
  for (const [i, one] of a.trace.created.entries()) {
    const other = b.trace.created[i] as TracedTensor
    if (!sameTensor(one, other)) return false
    partner.set(one.id, other.id)
  }
  return a.trace.ops.every((one, i) => {
    const other = b.trace.ops[i] as TracedOp
    one.outputs.forEach((id, k) => partner.set(id, other.outputs[k] as number))
    return (
      one.name === other.name &&
      JSON.stringify(one.attributes) === JSON.stringify(other.attributes) &&
      one.inputs.length === other.inputs.length &&
      one.inputs.every((id, k) => partner.get(id) === other.inputs[k])
    )
  })
}

function sameTensor(one: TracedTensor, other: TracedTensor): boolean {
  if (one.dtype !== other.dtype || one.shape.join() !== other.shape.join()) return false
  if (one.draw || other.draw) return one.draw !== undefined && other.draw !== undefined
  return (
    one.values.length === other.values.length && one.values.every((v, i) => Object.is(v, other.values[i]))
  )
}

/** A recorded step of a training, and which of its tensors are what (by the binding's numbers). */
export interface RecordedStep {
  readonly trace: Trace
  /** The batch: what is fed at each step, by name. */
  readonly inputs: readonly { name: string; id: number; dtype: number; shape: readonly number[] }[]
  /** The weights, trained ones first, then running statistics; `after` is what the step leaves in them. */
  readonly variables: readonly { id: number; after: number; shape: readonly number[] }[]
  readonly loss: number
  /** One a trained variable. */
  readonly gradients: readonly number[]
}
