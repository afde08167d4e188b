import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { appendLine } from '../../files/replaceFile.node'
import { crc32c } from '../crc32c'
import type { Callback } from './callback'

/** Curves for TensorBoard: `tensorboard --logdir runs`. Steps are counted from the run's first start. */
export function tensorBoard(runDir: string): Callback {
  const folder = join(runDir, 'tensorboard')
  const path = join(folder, `events.out.tfevents.${Math.floor(Date.now() / 1000)}.${hostname()}`)
  const scalar = (step: number, values: Readonly<Record<string, number | undefined>>) => {
    const known = Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined)
    appendLine(path, record(event(step, known)))
  }
  return {
    id: 'tensorBoard',
    onTrainBegin() {
      mkdirSync(folder, { recursive: true })
      appendLine(path, record(Buffer.concat([double(1, Date.now() / 1000), bytes(3, 'brain.Event:2')])))
    },
    onStepEnd: (_, { step, loss, learningRate, tilesPerSecond }) =>
      scalar(step, {
        'train/loss': loss,
        'train/learning rate': learningRate,
        'train/tiles per second': tilesPerSecond,
      }),
    onEpochEnd: ({ state }, { valLoss, valPrecision, valRecall, valF1, figures }) => {
      const further = Object.entries(figures ?? {}).map(([name, value]) => [`validation/${name}`, value])
      scalar(state.steps, {
        'validation/loss': valLoss,
        'validation/precision': valPrecision,
        'validation/recall': valRecall,
        'validation/F1': valF1,
        ...Object.fromEntries(further),
      })
    },
  }
}

/** tensorflow/core/util/event.proto: wall_time 1, step 2, summary 5 { value 1 { tag 1, simple_value 2 } }. */
function event(step: number, values: readonly (readonly [string, number])[]): Buffer {
  const summary = values.map(([tag, value]) => bytes(1, Buffer.concat([bytes(1, tag), float(2, value)])))
  return Buffer.concat([
    double(1, Date.now() / 1000),
    Buffer.concat([varint(2 << 3), varint(step)]),
    bytes(5, Buffer.concat(summary)),
  ])
}

/** A TFRecord: length, its check sum, data, its check sum (tensorflow/core/lib/io/record_writer.h). */
function record(data: Buffer): Buffer {
  const head = Buffer.alloc(12)
  head.writeBigUInt64LE(BigInt(data.length), 0)
  head.writeUInt32LE(masked(head.subarray(0, 8)), 8)
  const tail = Buffer.alloc(4)
  tail.writeUInt32LE(masked(data), 0)
  return Buffer.concat([head, data, tail])
}

function masked(data: Uint8Array): number {
  const crc = crc32c(data)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

// Protocol buffers' wire format: a field is its number and type, then its value.
function varint(value: number): Buffer {
  const out: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128)
  return Buffer.from([...out, rest])
}
function bytes(field: number, value: string | Buffer): Buffer {
  const data = Buffer.from(value as string)
  return Buffer.concat([varint((field << 3) | 2), varint(data.length), data])
}
function double(field: number, value: number): Buffer {
  const data = Buffer.alloc(8)
  data.writeDoubleLE(value)
  return Buffer.concat([varint((field << 3) | 1), data])
}
function float(field: number, value: number): Buffer {
  const data = Buffer.alloc(4)
  data.writeFloatLE(value)
  return Buffer.concat([varint((field << 3) | 5), data])
}
