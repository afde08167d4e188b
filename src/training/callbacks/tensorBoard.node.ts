import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Message } from '../../base/protobuf'
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
      appendLine(path, record(started().bytes(3, 'brain.Event:2').encode()))
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
function event(step: number, values: readonly (readonly [string, number])[]): Uint8Array {
  const summary = new Message()
  for (const [tag, value] of values) summary.bytes(1, new Message().bytes(1, tag).float(2, value))
  return started().integer(2, step).bytes(5, summary).encode()
}

/** With the time of now. */
const started = () => new Message().double(1, Date.now() / 1000)

/** A TFRecord: length, its check sum, data, its check sum (tensorflow/core/lib/io/record_writer.h). */
function record(data: Uint8Array): Buffer {
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
