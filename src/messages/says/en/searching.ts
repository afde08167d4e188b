import type { Shown } from '../../shown'

export const searching = {
  runRunDirModelGives: (runDir: Shown, model: Shown) =>
    `Run ${runDir} (${model}) gives a whole picture one class, which is done here at once: leave --on out, or choose a level (--level 0) to classify tiles.`,
  theRunOrNameIs: (name: Shown) =>
    `The run or "${name}" is not the same where the search runs: the project must be one folder that both machines see.`,
  rayDoesNotEncryptWhoever: (host: Shown, port: Shown, port2: Shown, host2: Shown) =>
    `Ray does not encrypt: whoever sees the network between here and ${host} can read the token; take a tunnel (ssh -L ${port}:localhost:${port2} ${host2}) where that is not yours.`,
  missingBlocksCouldNotBe: (missing: Shown, lacking: Shown, name: Shown, why: Shown) =>
    `${missing} blocks could not be computed, the first is ${lacking} of "${name}"${why}: give the same command again, the others are kept.`,
  nameIOfCount: (name: Shown, i: Shown, count: Shown) => `${name} (${i} of ${count})`,
  runRunDirLearnedWithout: (runDir: Shown) =>
    `Run ${runDir} learned without a random crop, so its ten crops are the tile and its mirror image.`,
  runRunDirLearnedFrom: (runDir: Shown, tile: Shown, tile2: Shown) =>
    `Run ${runDir} learned from an HDF5 that does not say how its pictures were made square: whole pictures are stretched to ${tile} × ${tile2} pixels and get one class; choose a level (--level 0) to classify their tiles instead.`,
  theSearchWasPlannedBy: (version: Shown, appVersion: Shown) =>
    `The search was planned by Windhover ${version}, and ${appVersion} is installed where it is to run: have the same version on both.`,
  thePlanOfTheSearch: (it: Shown) =>
    `The plan of the search is not as it must be (${it}): start the search by "predict --on".`,
  allOfIt: 'all of it',
  aLineAsksForBlocks: 'A line asks for blocks that the plan does not have: {"image": 0, "blocks": [0]}.',
  someIsDrawnAtTheEnd:
    'Not all that is found elsewhere is drawn before the search ends: little is read over the network meanwhile.',
}
