import { parentPort, workerData } from 'node:worker_threads'
import { toWireError } from '../base/errors'
import { openDataset } from '../dataset/reader.node'
import { prepareBatch } from './prepareBatch'
import type { WorkerInput, WorkerReply } from './queue.node'
import type { BatchPlan } from './sequence'

// A thread of the queue: opens the dataset for itself and prepares the batches that it is asked for.

const input = workerData as WorkerInput
const reader = openDataset(input.dataset)
// Whoever asks for a batch hears of it.
reader.catch(() => undefined)

parentPort?.on('message', ({ id, plan }: { id: number; plan: BatchPlan }) => {
  const send = (reply: WorkerReply, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(reply, transfer)
  reader.then(
    (open) => {
      try {
        const prepared = prepareBatch(open, input, plan)
        const { images, tiles, targets = {} } = prepared.batch
        const made = Object.values(targets).map(({ data }) => data)
        const buffers = [images, tiles.images, tiles.masks, ...made].map(
          ({ buffer }) => buffer as ArrayBuffer,
        )
        send(
          { id, prepared },
          [...new Set(buffers)].filter((buffer) => buffer.byteLength > 0),
        )
      } catch (error) {
        send({ id, error: toWireError(error) })
      }
    },
    (error) => send({ id, error: toWireError(error) }),
  )
})
