import type { Shown } from '../shown'

/** Work that runs on other machines. */
export const compute = {
  compute: 'Compute',
  computeSettings: 'Compute: where to train and search',
  where: 'Where',
  thisComputer: 'This computer',
  rayCluster: 'Ray cluster',
  about:
    'Training and searching can run on a Ray cluster that sees the project and its pictures in a shared folder. Nothing is sent to it until you choose it in Train or Predict, and then to no other address.',
  address: 'Address',
  addressExample: 'ray://gpu.lab:8265',
  token: 'Token',
  tokenKept: 'Kept; type a new one to replace it',
  tokenNone: 'None',
  forgetToken: 'Forget the token',
  paths: 'Folders there',
  pathsExample: '/home/ann/lab=/mnt/lab',
  test: 'Test',
  testing: 'Asking…',
  save: 'Save',
  cancel: 'Cancel',
  saved: 'Saved.',
  here: (nodes: Shown, cpus: Shown, gpus: Shown, ray: Shown) =>
    `Machines: ${nodes}, CPUs: ${cpus}, GPUs: ${gpus}, Ray ${ray}.`,
  sameVersion: (version: Shown) => `Windhover ${version} is installed there, as here.`,
  otherVersion: (there: Shown, here: Shown) =>
    `Windhover ${there} is installed there and ${here} here: have the same version on both.`,
  noWindhover:
    'Windhover was not found there: install it, or let WINDHOVER_COMMAND there say what starts it.',
  tokenOnlyNow: 'This system has no keychain, so the token is kept only until Windhover is closed.',
  noPlace: 'No cluster is chosen: give its address under Compute, or choose this computer.',
  placeAddress: (given: Shown) =>
    `"${given}" is no address of a Ray cluster: give ray://HOST:PORT, with the port of Ray's dashboard.`,
  planVersion: (planned: Shown, here: Shown) =>
    `The work was planned by Windhover ${planned}, and ${here} is installed where it is to run: have the same version on both.`,
  trainPlanWrong: (what: Shown) =>
    `The plan of the training is not as it must be (${what}): start the training by "train --on".`,
  runTrainsAt: (run: Shown, place: Shown, file: Shown) =>
    `The run ${run} trains at ${place}: give the same command with --on ${place} to watch or stop it, or remove "${file}" where that place is gone for good.`,
  trainingDied: (run: Shown) =>
    `The training of run ${run} ended there before it was done: see the output of its job, then go on with --resume.`,
  trainingCannotBegin:
    'The training did not begin there: see the output of its job; the project must be one folder that both machines see.',
}
