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
import { datasetBuild } from './datasetBuild'
import { editCopies } from './editCopy'
import { editDelete } from './editDelete'
import { editDeselect } from './editDeselect'
import { editHistory } from './editHistory'
import { editObjects } from './editObjects'
import { editSelectAll } from './editSelectAll'
import { evaluateRunAction } from './evaluateRun'
import { exportRunAction } from './exportRun'
import { imageNext } from './imageNext'
import { imagePrevious } from './imagePrevious'
import { imagesImport } from './imagesImport'
import { labelsImport } from './labelsImport'
import { nudges } from './nudges'
import { objectTable } from './objectTable'
import { papers } from './papers'
import { predictStart } from './predictStart'
import { projectClose } from './projectClose'
import { projectNew } from './projectNew'
import { projectOpen } from './projectOpen'
import { projectSample } from './projectSample'
import { redo } from './redo'
import { regions } from './regions'
import { reviewAccept } from './reviewAccept'
import { reviewReject } from './reviewReject'
import { reviewSkip } from './reviewSkip'
import { thresholdDown } from './thresholdDown'
import { thresholdUp } from './thresholdUp'
import { trainStart } from './trainStart'
import { trainStop } from './trainStop'
import { undo } from './undo'
import { viewAdjust } from './viewAdjust'
import { viewActual } from './viewActual'
import { viewDetections } from './viewDetections'
import { viewFill } from './viewFill'
import { viewFit } from './viewFit'
import { viewPlaces } from './viewPlaces'
import { viewHeat } from './viewHeat'
import { viewObjects } from './viewObjects'
import { viewZoomIn } from './viewZoomIn'
import { viewZoomOut } from './viewZoomOut'
import { windowHelp } from './windowHelp'
import { windowKeys } from './windowKeys'
import { windowCompute } from './windowCompute'
import { windowSettings } from './windowSettings'
import { windowLicences } from './windowLicences'
import { windowPalette } from './windowPalette'
import { windowPanel } from './windowPanel'
import { sweeps } from './sweeps'
import { languageActions } from './languages'
import { themes } from './themes'
import { toolSettings } from './toolSettings'
import { toolActions } from './tools'

/** Every action, in the order of the palette. A new one is a file here and a line in this list. */
export const actions: readonly Action[] = [
  projectSample,
  projectNew,
  projectOpen,
  projectClose,
  imagesImport,
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
