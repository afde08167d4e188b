import type { Shown } from '../../shown'

export const cluster = {
  itIsBusyStatusStatus: (status: Shown) => `it is busy (status ${status})`,
  tryAgainInAWhile: 'try again in a while',
  noAnswerWithinSecondsS: (seconds: Shown) => `no answer within ${seconds} s`,
  checkThatRayRunsThere: 'check that Ray runs there and try again',
  itSendsUsOnTo: 'it sends us on to another address',
  itsAnswerIsLongerThan: (limit: Shown) => `its answer is longer than ${limit} bytes`,
  hostCannotBeReachedWhy: (host: Shown, why: Shown, what: Shown) =>
    `${host} cannot be reached (${why}): ${what}.`,
  hostDoesNotAnswerAs: (host: Shown, why: Shown) =>
    `${host} does not answer as Ray does (${why}): check the address and the port of Ray's dashboard.`,
  hostAsksForAToken: (host: Shown) =>
    `${host} asks for a token: put it into RAY_AUTH_TOKEN, or into a file that RAY_AUTH_TOKEN_PATH names.`,
  hostDoesNotTakeThis: (host: Shown) =>
    `${host} does not take this token: ask for the cluster's own and put it into RAY_AUTH_TOKEN, or into a file that RAY_AUTH_TOKEN_PATH names.`,
  thereIsNoHostOf: 'there is no host of this name',
  checkTheAddressAndThe: 'check the address and the network',
  nothingListensAtThisPort: 'nothing listens at this port',
  checkThatRayRunsThereAnd: 'check that Ray runs there, and the port',
  whatItSendsIsNo: (code: Shown) => `what it sends is no HTTP: ${code}`,
  theConnectionWasLost: 'the connection was lost',
  checkTheNetworkAndTry: 'check the network and try again',
  pathsTakesAFolderHere: (pair: Shown) =>
    `--paths takes a folder here and the same folder there, such as /home/ann/lab=/mnt/lab, both from the root, not "${pair}".`,
  pathLeadsOutOfIts: (path: Shown) => `"${path}" leads out of its folder: name it without "..".`,
  onTakesRayHostPort: (given: Shown) =>
    `--on takes ray://HOST:PORT (the port of Ray's dashboard, often 8265) or slurm:SCRIPT, not "${given}".`,
  itNamesNoVersion: 'it names no version',
  rayAtHostIsVersion: (host: Shown, version: Shown, oldestRay: Shown) =>
    `Ray at ${host} is ${version}, and Windhover needs ${oldestRay} or later: have Ray brought up to date there.`,
  whatHasToGoTo: (host: Shown, zip: Shown, largestPackage: Shown) =>
    `What has to go to ${host} takes ${zip} bytes, and Ray takes ${largestPackage} at most: search fewer pictures at once.`,
  statusStatus: (status: Shown) => `status ${status}`,
  itsAnswerIsNotOf: 'its answer is not of the form that was expected',
  hostNoLongerKnowsThe: (host: Shown, id: Shown) =>
    `${host} no longer knows the job ${id}: Ray was started anew there; give the same command again, what is done is not done twice.`,
  theJobIdWasStopped: (id: Shown) =>
    `The job ${id} was stopped there: give the same command again to go on, what is done is not done twice.`,
  theJobIdEndedBefore: (id: Shown, message: Shown) =>
    `The job ${id} ended before its work was done (${message}): see its log in Ray's dashboard.`,
  itDoesNotSayWhy: 'it does not say why',
  theJobIdAtHost: (id: Shown, host: Shown) =>
    `The job ${id} at ${host} could not be stopped: stop it in Ray's dashboard.`,
  sbatchAnsweredSaidWhichIs: (said: Shown) => `sbatch answered "${said}", which is no job's number.`,
  thereIsNoProgramProgram: (program: Shown) =>
    `There is no program "${program}" here: give the command on a machine from which jobs go to Slurm.`,
  itDidNotSayWhy: 'it did not say why',
  programFailedWhyAskSlurm: (program: Shown, why: Shown, program2: Shown) =>
    `${program} failed (${why}): ask Slurm by "${program2}" itself.`,
  whereHoldsNoTokenPut: (where: Shown) =>
    `${where} holds no token: put the token of the Ray cluster there, on one line.`,
  noProgramThere: (program: Shown, where: Shown) =>
    `There is no program "${program}" on ${where}: install Windhover there, or let WINDHOVER_COMMAND say what starts it.`,
  workerEnded: (code: Shown) => `the worker ended (code ${code})`,
  workerEndedSaying: (code: Shown, said: Shown) => `the worker ended (code ${code}): ${said}`,
  workerCouldNotBegin: (why: Shown) => `A worker could not begin: ${why}.`,
  workerLostSeveralTimes: 'its worker was lost several times',
  workerLeftOut: (why: Shown) => `A worker was left out: ${why}`,
  blocksNotMerged: (why: Shown) => `The blocks could not be merged: ${why}.`,
  aWorkerWasLost: 'a worker was lost several times',
  trainingEndedThere: (why: Shown) => `The training ended there: ${why}.`,
  trainingLost: 'The training was lost with its machine.',
  goesOnFromCheckpoint: (why: Shown) => `${why} It goes on from its last checkpoint.`,
  waitsForCores: (cores: Shown) => `The training waits there until ${cores} cores are free.`,
  waitsForGpu: 'The training waits there until a GPU is free.',
}
