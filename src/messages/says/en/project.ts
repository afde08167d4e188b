import type { Shown } from '../../shown'

export const project = {
  tableGotAChangeWithout: (table: Shown) =>
    `"${table}" got a change without a row, or one that changes an id.`,
  wasChangedMeanwhile: 'was changed meanwhile',
  isNoLongerThere: 'is no longer there',
  numberIdOfTheTable: (id: Shown, table: Shown, state: Shown) =>
    `Number ${id} of the ${table} ${state}; open the image again and repeat the edit.`,
  aProjectHasAtMost: (maxImages: Shown) =>
    `A project has at most ${maxImages} images; begin another project for the rest.`,
  thereIsAlreadyAClass: (name: Shown) => `There is already a class named "${name}"; choose another name.`,
  aProjectHasAtMostMax: (maxClasses: Shown) =>
    `A project has at most ${maxClasses} classes; remove one before you add another.`,
  folderIsNotEmptyChoose: (folder: Shown) => `${folder} is not empty; choose a new folder for the project.`,
  folderCannotBeMadeReason: (folder: Shown, reason: Shown) =>
    `${folder} cannot be made (${reason}); choose another place.`,
  isNotAWindhoverProject: 'is not a Windhover project (it has no project.db)',
  doesNotExist: 'does not exist',
  folderWhatChooseAFolder: (folder: Shown, what: Shown) =>
    `${folder} ${what}; choose a folder whose name ends in .windhover.`,
  aFolder: 'a folder',
  databaseIsEmptyRestoreThe: (database: Shown) => `${database} is empty; restore the project from a copy.`,
  aLink: 'a link',
  folderCanOnlyBeLooked: (folder: Shown, message: Shown) => `${folder} can only be looked at: ${message}`,
  databaseCannotBeReadAllow: (database: Shown, tmpdir: Shown) =>
    `${database} cannot be read; allow reading it, or make room for a copy in ${tmpdir}.`,
  pathCountsItsNextNumber: (path: Shown, stored: Shown) =>
    `${path} counts its next number as ${stored}; restore the project from a copy.`,
  fileHoldsChangesThatCould: (file: Shown) =>
    `${file} holds changes that could not be saved the last time, and cannot be read; restore it from a copy, or delete it.`,
  pathCannotBeReadDelete: (path: Shown) =>
    `${path} cannot be read; delete it if no Windhover has this project open.`,
  onHost: (host: Shown) => ` on ${host}`,
  orDeletePathIfThat: (path: Shown) => `, or delete ${path} if that computer no longer uses it`,
  sinceSince: (since: Shown) => `, since ${since}`,
  projectIsAlreadyOpenIn: (project: Shown, pid: Shown, there: Shown, since: Shown, orphan: Shown) =>
    `${project} is already open in another window (process ${pid}${there}${since}); close it there first${orphan}.`,
  pathIsNoLockBut: (path: Shown, pipe: Shown) =>
    `${path} is no lock but ${pipe}; delete it, then open the project again.`,
  aLinkADeviceOr: 'a link, a device or a pipe',
  theDiskOfFolderIs: (folder: Shown) => `The disk of ${folder} is full; make room, then try again.`,
  folderCannotBeWrittenAllow: (folder: Shown) =>
    `${folder} cannot be written; allow writing there, or copy the project elsewhere.`,
  pathIsDamagedProblemRestore: (path: Shown, problem: Shown) =>
    `${path} is damaged (${problem}); restore the project from a copy.`,
  changesLostByDamagedLog: (changes: Shown, database: Shown, kept: Shown) =>
    `The log of ${database} is damaged: the last ${changes} saved changes are missing; the damaged log was kept beside it as ${kept}, so restore the project from a copy or make them again.`,
  changesLostWithTheLog: (changes: Shown, database: Shown) =>
    `The last ${changes} saved changes are missing from ${database}: it is an older copy, or its log was removed or cut; restore the project from a copy or make them again.`,
  changesNotSeen: (changes: Shown, database: Shown) =>
    `The last ${changes} saved changes are missing from ${database} or cannot be read from its log; both were left as they are.`,
  allWasInTheLog: (database: Shown) =>
    `${database} holds nothing without its log, which is damaged or gone; restore the project from a copy (both were left as they are).`,
  someChangesLost: (database: Shown, kept: Shown) =>
    `The log of ${database} is damaged, and the last saved changes are missing (nobody counted how many); the damaged log was kept beside it as ${kept}, so restore the project from a copy or make them again.`,
  runElsewhereUnknown: (run: Shown, aside: Shown, why: Shown) =>
    `Run ${run} trained on another computer, and where is no longer known, so it counts as interrupted: stop it there if it still goes on, then resume it here (what said where was kept as ${aside}). ${why}`,
  aPartOfTheEdit: 'A part of the edit was lost on its way; it is sent again.',
  folderIsNoFolderRemove: (folder: Shown) =>
    `"${folder}" is no folder: remove it or put the folder in its place.`,
  problemsThingsOfThisProject: (problems: Shown, first: Shown) =>
    `${problems} things of this project are left out; the first: ${first}`,
  runsHoldsMostRunsRuns: (runs: Shown, mostRuns: Shown, mostRuns2: Shown) =>
    `"${runs}" holds ${mostRuns} runs, and ${mostRuns2} are read: remove some.`,
  pathIsALinkA: (path: Shown) =>
    `"${path}" is a link, a pipe or a device, which a run must not hold: remove it, or start a new training.`,
  holdsTheTypeName: (type: Shown, name: Shown) => `holds the ${type} "${name}"`,
  lacksRowsOfItsTables: (rows: Shown) => `lacks ${rows} of its tables`,
  pathWhatUnlikeAnyFile: (path: Shown, what: Shown) =>
    `${path} ${what}, unlike any file that Windhover wrote; restore the project from a copy.`,
  pathIsNotAWindhover: (path: Shown) => `${path} is not a Windhover project; choose another folder.`,
  pathWasWrittenByA: (path: Shown, version: Shown, steps: Shown) =>
    `${path} was written by a newer Windhover (version ${version}, this one knows ${steps}); update Windhover to open it.`,
  pathIsNoLongerThere: (path: Shown) =>
    `${path} is no longer there; connect its disk or put the folder back.`,
  pathCannotBeWrittenAllow: (path: Shown) =>
    `${path} cannot be written; allow writing, or copy the project elsewhere.`,
  pathCouldNotBeWritten: (path: Shown, message: Shown) =>
    `${path} could not be written (${message}); check that the disk is there and has room.`,
  theEditRefersToAn: 'The edit refers to an image or a class that is no longer there; open the image again.',
  theEditAddsSomethingThat: 'The edit adds something that is already there; open the image again.',
  thereIsNoImageNumber: (image: Shown, folder: Shown) => `There is no image number ${image} in ${folder}.`,
  removeName: (name: Shown) => `Remove ${name}`,
  addClasses: 'Add classes',
  folderIsNotOpenOpen: (folder: Shown) => `${folder} is not open; open it first.`,
  anOutlineOfBytesBytes: (bytes: Shown) => `an outline of ${bytes} bytes`,
  rowsTableAndMostAre: (rows: Shown, table: Shown, most: Shown) =>
    `${rows} ${table}, and ${most} are possible`,
  wordsOfLongestBytesAmong: (longest: Shown, table: Shown) => `words of ${longest} bytes among its ${table}`,
  anObjectWithoutAShape: 'an object without a shape or a class',
  pathHoldsWhatRestoreThe: (path: Shown, what: Shown) =>
    `${path} holds ${what}; restore the project from a copy.`,
  anObjectThatCannotBe: (ids: Shown, what: Shown) =>
    `an object that cannot be right (number ${ids}: ${what})`,
  itsClassIsNotThere: 'its class is not there',
  itsScoreIsScores: (scores: Shown) => `its score is ${scores}`,
  pathDidNotAnswerIn: (path: Shown) =>
    `${path} did not answer in time: open it again; if it still does not, it is damaged, or made not to answer: restore the project from a copy.`,
}
