import { parentPort, workerData } from 'node:worker_threads'
import { toWireError } from '../base/errors'
import { openDataset } from '../dataset/reader.node'
import { speakInProcess } from '../messages/says/speak'
import { fetchBatch } from './prepareBatch'
import type { WorkerInput, WorkerReply, WorkerTask } from './queue.node'

// A thread of the queue: opens the dataset for itself and prepares the batches that it is asked for.

const input = workerData as WorkerInput
const reader = speakInProcess(input.language).then(() => openDataset(input.dataset))
// Whoever asks for a batch hears of it.
reader.catch(() => undefined)

parentPort?.on('message', ({ id, plan, spare }: WorkerTask) => {
  const send = (reply: WorkerReply, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(reply, transfer)
  reader.then(
    async (open) => {
      try {
        const prepared = await fetchBatch(open, input, plan, spare)
        const { tiles, targets = {} } = prepared.batch
        const arrays = [tiles.images, tiles.masks, ...Object.values(targets).map(({ data }) => data)]
        const buffers = arrays.map(({ buffer }) => buffer as ArrayBuffer)
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
