import { serve } from '../src/ipc/wire'
import { trainerJobs } from '../src/services/trainerJobs.node'
import { parentTransport } from './parentTransport'

// The trainer process: TensorFlow. It may die at any moment; checkpoints are what remains.

serve(parentTransport(), trainerJobs())
