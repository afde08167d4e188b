import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import type { Attribute, Binding } from './binding'
import { dataType, type AttrValue, type GraphBuilder, type Output } from './graphDef'
import type { Trace, TracedOp } from './trace'

/** The name of the placeholder for the i-th tensor that is drawn anew at each run. */
export const drawnName = (i: number) => `drawn_${i}`

/** Puts recorded operations into a graph; `ids` holds what comes from outside, and gets the outputs of each operation. */
export function replay(
  graph: GraphBuilder,
  { trace, inputs }: { readonly trace: Trace; readonly inputs: readonly { id: number; dtype: number }[] },
  binding: Binding,
  ids: Map<number, Output>,
): void {
  const types = new Map(inputs.map(({ id, dtype }) => [id, dtype]))
  let drawn = 0
  for (const { id, dtype, shape, values, draw } of trace.created) {
    if (ids.has(id)) continue
    types.set(id, dtype)
    if (draw) {
      ids.set(id, graph.placeholder(drawnName(drawn++), dtype, shape))
      continue
    }
    if (!ArrayBuffer.isView(values)) throw new AppError('not-traceable', says.engine.theStepHoldsAConstant)
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    ids.set(id, graph.constant({ dtype, shape, bytes }))
  }
  for (const op of trace.ops) {
    const given = op.attributes.map((a) => [a.name, attributeValue(a, binding)])
    const node = graph.node(
      op.name,
      op.inputs.map((id) => known(ids, id)),
      { ...guessedTypes(op, types), ...(Object.fromEntries(given) as Record<string, AttrValue>) },
    )
    op.outputs.forEach((id, i) => {
      ids.set(id, `${node}:${i}`)
      types.set(id, op.types[i] as number)
    })
  }
}

/** Which input gives an attribute that the eager engine guesses and tfjs therefore leaves out. Weights are floats. */
const guessed: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ExpandDims: { T: 0, Tdim: 1 },
}

function guessedTypes({ name, inputs }: TracedOp, types: Map<number, number>): Record<string, AttrValue> {
  const found = Object.entries(guessed[name] ?? {}).map(([attribute, i]) => [
    attribute,
    { type: types.get(inputs[i] as number) ?? dataType.float },
  ])
  return Object.fromEntries(found) as Record<string, AttrValue>
}

export function known(ids: Map<number, Output>, id: number): Output {
  const found = ids.get(id)
  if (found === undefined) throw new AppError('not-traceable', says.engine.theStepTakesATensor)
  return found
}

function attributeValue({ type, value }: Attribute, binding: Binding): AttrValue {
  const listed = Array.isArray(value)
  switch (type) {
    case binding.TF_ATTR_STRING:
      return { string: value as string }
    case binding.TF_ATTR_INT:
      return listed ? { ints: value as number[] } : { int: value as number }
    case binding.TF_ATTR_FLOAT:
      return listed ? { floats: value as number[] } : { float: value as number }
    case binding.TF_ATTR_BOOL:
      return listed ? { bools: value as boolean[] } : { bool: value as boolean }
    case binding.TF_ATTR_TYPE:
      return { type: value as number }
    case binding.TF_ATTR_SHAPE:
      return { shape: value as number[] }
    default:
      throw new AppError('not-traceable', says.engine.theStepHasAnAttribute(type))
  }
}
