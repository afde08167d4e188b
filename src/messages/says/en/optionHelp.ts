import type { Shown } from '../../shown'

/** What options of the command line are for, by command, and why one goes with another or without it; of a training see `t.options`. */
export const optionHelp = {
  cutsOwnImages: "it says how the project's own images are cut",
  readsOthersData: "it says how other people's data is read",
  compareRuns: 'from run A to run B; best stands for the best one',
  compareImage: 'the image; all: those that both have searched',
  compareThreshold:
    'the least score of a detection, of both; without it each run’s own; CLASS=T sets that of one class, as in 0.4,bus=0.55; suggested: for each class what the run’s validation suggests',
  compareOut: 'writes every change with its box, in full-size pixels',
  countImage: 'the image to count in; all: those that the run has searched',
  countRegion: 'a part of the image, in full-size pixels; goes with --image ID',
  whoseDetections: 'whose detections',
  countThreshold:
    'the least score of a detection; without it the one that the run was searched with; CLASS=T sets that of one class, as in 0.4,bus=0.55; suggested: for each class what the run’s validation suggests',
  predictThreshold:
    'from which score on a detection counts; without it the one that the training arrived at; CLASS=T sets that of one class, as in 0.4,bus=0.55; suggested: for each class what the run’s validation suggests',
  exportThreshold:
    'of --what predictions: the least score of a detection; without it the one that each image was searched with; CLASS=T sets that of one class, as in 0.4,bus=0.55; suggested: for each class what the run’s validation suggests',
  exportRun:
    'One file with all that a run is: weights, classes, scale, threshold and what it learned from. "import" takes it into another project, and any program that reads ZIP, JSON and safetensors opens it.',
  exportLicence: 'What others may do with the run, such as CC-BY-4.0; kept in its file as it is typed.',
  figureRegion: 'the part, in full-size pixels; without it the whole picture',
  figureDpi: 'dots an inch, which the file says of itself',
  figureWidth: 'of the picture in print; without it a pixel of the picture is one of the figure, up to 4000',
  figureWhat: 'what is outlined: marked, found (dashed), or both',
  figureRun: 'whose detections; without it those of the newest run that has searched the picture',
  figureThreshold:
    'the least score of a detection; without it the one that the picture was searched with; CLASS=T sets that of one class, as in 0.4,bus=0.55; suggested: for each class what the run’s validation suggests',
  figureLegend: 'names of the classes below the picture',
  figureScaleBar:
    'a bar of a round length in µm, mm, m or km; in pixels where what a pixel covers is not known',
  importCoordinates:
    'What the numbers in GeoJSON and CSV are, where the file does not say it: pixels, shares of the picture from 0 to 1, longitude and latitude, or those of the picture on its own map.',
  importColumns: (kinds: Shown) =>
    `What the columns of a CSV are, where their names do not say it: ${kinds}; columns by their names, or by numbers from 1 on where there is no line of names ("1=image,2=xmin,3=ymin,4=xmax,5=ymax,6=label").`,
  importMaskValues:
    'What the values of a mask are, where neither a palette nor a list of names beside it says so: numbers of classes, each region of which is an object, or numbers of single objects.',
  importCheckedFor:
    'The classes that are completely marked where --checked says so; without it, all of them. Elsewhere a class without a mark is not taken for background.',
  importPixelSize:
    'What a pixel of each of these pictures covers, in nm, um, mm, cm, m, km, in, ft or ftUS; 0.25x0.3um where pixels are not square. Without it, what the file says: OME, slide scanners, ImageJ, maps, and resolutions that are no print’s.',
  importAgain:
    'Imports files a second time that the project has already, as images of their own: to see other channels of the same file, for example.',
  importPage: 'Which page of a TIFF of several pictures, from 1 on; smaller copies do not count.',
  importSeries: 'Which picture of an OME-TIFF of several, from 1 on.',
  importZ: 'Which section of a stack of OME or ImageJ, from 1 on.',
  importTime: 'Which time of a stack of OME or ImageJ, from 1 on.',
  measureOut:
    'a row an object, as a table or with its outline on the map (a layer an image, units in the names of the columns); TABLE-pictures.csv beside it has a row an image and class',
  measureImage: 'the image; without it all',
  on: 'Computes on a Ray cluster (its token in RAY_AUTH_TOKEN, or in a file that RAY_AUTH_TOKEN_PATH names) or as an array of jobs by sbatch SCRIPT; Ctrl-C stops it there, the same command again finds it. See src/docs/scale.md.',
  paths:
    'Folders that have another name there; pictures and project lie in folders that both see. Of a search, a folder of pictures alone may have an address there, http://HOST:PORT/FOLDER: workers then read tiled TIFFs and pyramids by range requests.',
  slots: 'How many workers at once; without it as many as fit (Slurm: 8).',
  foldersHere: 'here folders have their own names',
  nothingToShare: 'here there is nothing to share out',
  predictMerge:
    'how boxes that overlap become one object: the surest stands (nms, the usual); parts of it go, too (ios); less sure ones lose score (soft-nms); it grows around them (nmm)',
  predictMergeClasses:
    'whether boxes of two classes can be one object: across, the usual, counts one object once',
  predictCoarse:
    'looks at the whole picture at a coarser level first and searches closely where something may be: faster in sparse pictures; marked objects in checked areas say what that would miss, and without them all is searched closely',
  reportOut: 'one file, which any browser shows and prints; it loads nothing and runs nothing',
  reportImage: 'which images; all: those that the run has searched',
  runsRun: 'the run to name: its id, the name that it has, or best',
  runsName: 'what to call it; - gives it its usual name back',
  namesOneRun: 'it names one run',
  listsAllRuns: 'without it all runs are listed',
  sampleImage: 'the image, which a run has searched',
  sampleFields: (usual: Shown) =>
    `how many fields there are to be to check (${usual}); those drawn before come first`,
  sampleRun: 'by whose detections the fields are put in strata, at the first draw',
  sampleSeed: 'another seed draws other fields',
  similarImage: 'the image',
  similarObject: 'marked objects of the image that show what is looked for',
  similarReject: 'places that are not it, in pixels: never found again, and learned from',
  similarUnusual: 'finds what is unlike the rest of the picture instead',
  similarTop: (usual: Shown) => `how many places at most, best first (${usual})`,
  rejectedForWhat: 'places are rejected for what is looked for',
  unusualLikeNone: 'what is unusual looks like no object',
  trainDataset:
    "The dataset file, or pictures that are read from their files as training goes; without it the project's own.",
  trainTile: 'Of a list or a folder: side in pixels that pictures are made to fit.',
  trainSplit: 'Of a list or a folder: shares of training, validation and test, where it names no parts.',
  trainResize: 'Of a list or a folder: how pictures are made to fit.',
  trainResume: 'Goes on with the newest run that is not finished.',
  trainGrid:
    'Trains once with each of the values, as in --grid learning-rate=0.001,0.003; given again (--grid seed=1,2,3), with every combination: here one after the other, with --on all at once, as the cluster has room. Of seeds it says mean and standard deviation; the result is the best run, with all in runs.',
  gridBegins: 'a grid begins new runs',
  trainVerbosity: 'What is said: nothing until the end, progress and a line an epoch (1), the line alone.',
  workerPlan: 'The plan, as WINDHOVER_PLAN names it to a script for Slurm.',
  workerPart: 'Every Nth block from number I on, I from 0 to N - 1; without it all blocks.',
  partOfAPlan: 'a part is one of a plan',
}
