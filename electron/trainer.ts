import { constants, setPriority } from 'node:os'
import { serve } from '../src/base/wire'
import { trainerJobs } from '../src/services/trainerJobs.node'
import { endOnRejection } from './endOnRejection'
import { parentTransport } from './parentTransport'
import { speakAsTold } from './workerLanguage'

// The trainer process: TensorFlow. It may die at any moment; checkpoints are what remains.

endOnRejection()
speakAsTold()
// Drawing comes first: what learns takes what is left.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
serve(parentTransport(), trainerJobs())
