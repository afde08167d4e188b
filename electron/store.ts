import { serve } from '../src/base/wire'
import { storeJobs } from '../src/project/store/storeJobs.node'
import { endOnRejection } from './endOnRejection'
import { parentTransport } from './parentTransport'
import { speakAsTold } from './workerLanguage'

// The store process: SQLite, whose calls wait for the disk. It may die at any moment; main starts it again.

endOnRejection()
speakAsTold()
serve(parentTransport(), storeJobs())
