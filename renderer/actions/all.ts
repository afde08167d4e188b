import type { Action } from './action'
import { classDigits } from './classDigits'
import { foundLots } from './foundLots'
import { goToSteps } from './goToSteps'
import { bookmarks } from './bookmarks'
import { checkWhole } from './checkWhole'
import { classAdd } from './classAdd'
import { compares } from './compares'
import { classShowAll, ofActiveClass } from './ofActiveClass'
import { counts } from './counts'
import { crops } from './crops'
import { datasetBuild, evaluateRunAction, exportRunAction, predictStart, trainStart, trainStop } from './runs'
import { editCopies } from './editCopy'
import { editDelete, editDeselect, editSelectAll } from './selecting'
import { editHistory, redo, undo } from './history'
import { editObjects } from './editObjects'
import { imageAgain, imageNext, imagePrevious, imagesImport, labelsImport } from './images'
import { nudges } from './nudges'
import { objectTable } from './objectTable'
import { papers } from './papers'
import { projectClose, projectNew, projectOpen, projectSample } from './projects'
import { regions } from './regions'
import { reviewAccept, reviewReject, reviewSkip } from './reviews'
import {
  thresholdDown,
  thresholdUp,
  viewAdjust,
  viewDetections,
  viewFill,
  viewHeat,
  viewObjects,
} from './layers'
import { viewActual, viewFit, viewZoomIn, viewZoomOut } from './zooms'
import { viewPlaces } from './viewPlaces'
import {
  windowHelp,
  windowKeys,
  windowCompute,
  windowSettings,
  windowLicences,
  windowPalette,
  windowPanel,
} from './windows'
import { sweeps } from './sweeps'
import { languageActions } from './languages'
import { themes } from './themes'
import { toolSettings } from './toolSettings'
import { toolActions } from './tools'

/** Every action, in the order of the palette. A new one stands in the file of its topic and in this list. */
export const actions: readonly Action[] = [
  projectSample,
  projectNew,
  projectOpen,
  projectClose,
  imagesImport,
  imageAgain,
  labelsImport,
  imageNext,
  imagePrevious,
  ...sweeps,
  checkWhole,
  undo,
  redo,
  editHistory,
  editDelete,
  editSelectAll,
  editDeselect,
  ...editCopies,
  ...editObjects,
  ...objectTable,
  ...nudges,
  classAdd,
  classShowAll,
  ...ofActiveClass,
  datasetBuild,
  trainStart,
  trainStop,
  predictStart,
  evaluateRunAction,
  ...counts,
  exportRunAction,
  ...crops,
  ...papers,
  reviewAccept,
  reviewReject,
  reviewSkip,
  ...foundLots,
  viewAdjust,
  viewFit,
  viewActual,
  viewZoomIn,
  viewZoomOut,
  ...viewPlaces,
  ...bookmarks,
  ...compares,
  viewObjects,
  viewFill,
  viewDetections,
  viewHeat,
  thresholdUp,
  thresholdDown,
  windowPalette,
  windowHelp,
  windowSettings,
  windowKeys,
  windowCompute,
  windowLicences,
  windowPanel,
  ...regions,
  ...goToSteps,
  ...toolActions,
  ...toolSettings,
  ...classDigits,
  ...themes,
  ...languageActions,
]
