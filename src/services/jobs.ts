import type { BlocksSeen, CoarseMarks, LocatedImage, SearchedImage } from './searchedImage'
import type { Rect } from '../geometry/rect'
import type { ColumnMeanings } from '../formats/columnMeanings'
import type { PreviewOf, TablePreview } from '../formats/csvPreview'
import type { Coordinates } from '../formats/coordinates'
import type { MaskValues } from '../formats/maskValues'
import type { FormatId, LabelImage, LabelNote, WrittenFormat } from '../formats/format'
import type { ImageRecord, Shape } from '../records/records'
import type { DatasetSpec, TileBatch } from '../tiles/tiles'
import type { DatasetSummary } from '../dataset/dataset'
import type { Histogram } from '../image/showing/display'
import type { PicturePart } from '../records/image'
import type { ImportedPicture, PreparedPicture } from '../image/imported'
import type { ForeignJob, ForeignLook } from '../dataset/foreign/foreign'
import type { DatasetPreview, DatasetRequest } from '../dataset/preview'
import type { KeptObjects } from '../records/keptObjects'
import type { PackedObjects } from '../records/packedObjects'
import type { AskedThreshold } from '../found/threshold'
import type { MergeRule } from '../found/mergeRule'
import type { Detections, PredictionInfo } from '../found/detections'
import type { TestTimeAugmentation } from '../prediction/testTimeAugmentation'
import type { PredictResult } from '../prediction/predictResult'
import type { MatchRule } from '../evaluation/evaluation'
import type { WrongPlaces } from '../evaluation/mistakes'
import type { LearnedGround, SeenGround } from '../tiles/learnedGround'
import type { TilesEvaluation } from '../evaluation/splitEvaluation'
import type { FigureJob, FigureResult } from '../figures/figureJob'
import type { ReportPictures, ReportPicturesJob } from '../figures/report/reportJob'
import type { RunInfo, TrainJob } from '../runs/config'
import type { ExportedModel, ModelFormat } from '../training/modelFormats'
import type { TilesJob, TilesResult } from '../training/tilesJob'
import type { EngineId, EngineReport } from '../engine/engine'
import type { PlannedBlocks } from './plannedBlocks'
import type { CountedImages } from '../evaluation/count/count'
import type { CountJob } from './countJob'
import type { HeldMarks, PackedMarks } from './marks'
import type { YoloFolder, YoloKind } from '../dataset/yoloFolder'
import type { PackedRun, RunCard, RunContents } from './runCard'

// What runs in a worker process. The window calls these in utility processes, the command line in its own: same code.

/** A class as it counts for what a run has found. */
export interface ProjectClass {
  readonly id: number
  readonly name: string
}

export type LabelFormatChoice = 'auto' | FormatId
export interface ReadLabels {
  readonly objects: readonly { readonly className: string; readonly shape: Shape }[]
  readonly classNames: readonly string[]
  /** What was left out, changed or is to be said; and the same as sentences. */
  readonly notes: readonly LabelNote[]
  readonly warnings: readonly string[]
}

/** Labels of very many objects: classes are numbers into `used`. */
export interface PackedLabels extends Omit<ReadLabels, 'objects'> {
  readonly used: readonly string[]
  readonly objects: PackedObjects | KeptObjects
}

export type DataJobs = {
  'image.import': {
    in: { file: string; part?: PicturePart | undefined; pyramid: string }
    out: ImportedPicture
  }
  /** Builds what an image lacks; may be stopped at any moment and taken up again. */
  'image.prepare': { in: LocatedImage; out: PreparedPicture }
  /** Which of some images cannot be looked at as they are: their pyramids are missing. */
  'images.check': { in: LocatedImage[]; out: number[] }
  /** The colours of some images: of each that could be seen in two ways, whether its pyramid has the old ones. */
  'images.colors': { in: LocatedImage[]; out: { readonly id: number; readonly old: boolean }[] }
  'image.histograms': { in: LocatedImage; out: Histogram[] }
  'labels.read': {
    in: {
      files: string[]
      format: LabelFormatChoice
      image: LabelImage
      classNames: string[]
      coordinates?: Coordinates | undefined
      columns?: ColumnMeanings | undefined
      maskValues?: MaskValues | undefined
    }
    out: ReadLabels
  }
  /** What a table of labels would be read as; null where the file is none. */
  'labels.preview': {
    in: Omit<PreviewOf, 'name' | 'cut'> & { readonly file: string }
    out: TablePreview | null
  }
  'labels.pack': {
    /** `scratch`: a folder for what is too much for the memory. */
    in: DataJobs['labels.read']['in'] & { readonly scratch?: string | undefined }
    out: PackedLabels
  }
  /** Writes what people marked, or what the prediction files named by `found` hold. */
  'labels.write': {
    in: {
      format: WrittenFormat
      out: string
      classes: readonly ProjectClass[]
      images: readonly {
        readonly image: LabelImage
        readonly content:
          | { readonly marked: readonly PackedObjects[] }
          | {
              readonly found: string
              readonly classIds?: RunInfo['classIds']
              /** By the run's class numbers; absent: the prediction's own. */
              readonly threshold?: AskedThreshold | undefined
            }
      }[]
    }
    out: {
      readonly written: number
      readonly dropped: number
      readonly changed: number
      readonly notes: readonly string[]
    }
  }
  /** Writes the dataset's tiles as a folder that YOLO trains on. */
  'dataset.yolo': {
    in: {
      path: string
      out: string
      kind: YoloKind
      images: (ImageRecord & Pick<PackedMarks, 'objects'>)[]
      /** Of the project, by the numbers of the objects' classes. */
      classNames: string[]
    }
    out: YoloFolder
  }
  'dataset.build': {
    in: { out: string; spec: DatasetSpec; classNames: string[]; images: (LocatedImage & HeldMarks)[] }
    out: DatasetSummary
  }
  /** Takes another program's data in: a folder a class, a list of files, an HDF5. */
  'dataset.foreign': { in: ForeignJob; out: DatasetSummary }
  /** Trains from pictures in files that stay where they are: only what they are is written down. */
  'dataset.list': { in: ForeignJob; out: DatasetSummary }
  'dataset.look': { in: { path: string }; out: ForeignLook }
  /** Null: send the images along. */
  'dataset.preview': {
    in: { key: string; images?: (LocatedImage & HeldMarks)[]; classes: number; request: DatasetRequest }
    out: DatasetPreview | null
  }
  /** `index`: with where each tile was cut, which the short summary leaves out. `check`: refuses parts that share pixels. */
  'dataset.inspect': { in: { path: string; index?: boolean; check?: boolean }; out: DatasetSummary }
  /** What a training on this dataset sees of each picture. */
  'dataset.ground': { in: { path: string }; out: LearnedGround }
  'dataset.tile': { in: { path: string; index: number }; out: TileBatch & { readonly size: number } }
  'prediction.load': { in: { path: string }; out: { info: PredictionInfo; detections: Detections } }
  evaluate: {
    in: {
      images: {
        prediction: string
        marks: PackedMarks
        width: number
        height: number
        name: string
        /** What trainings saw of it; absent: not known. */
        seen?: readonly SeenGround[] | undefined
      }[]
      classes: ProjectClass[]
      /** Of the run that predicted. */
      classIds?: RunInfo['classIds']
      match: MatchRule
      /** Say which objects are missed and which detections false. */
      mistakes?: boolean | undefined
      /** By the run's class numbers; absent: the first prediction's own. */
      threshold?: AskedThreshold | undefined
    }
    out: TilesEvaluation & WrongPlaces
  }
  count: { in: CountJob; out: CountedImages }
  /** Draws a part of a picture for print. */
  'figure.draw': { in: FigureJob; out: FigureResult }
  /** Draws what a report shows of what was found. */
  'report.pictures': { in: ReportPicturesJob; out: ReportPictures }
  /** Tells the tile server where the project's files lie; ids that it does not know are answered with an error. */
  'tiles.serve': { in: { images: LocatedImage[]; dataset: string | null; predictions: string }; out: null }
}

export type TrainerJobs = {
  engines: { in: null; out: EngineReport[] }
  train: {
    in: TrainJob
    out: RunInfo
  }
  predict: {
    in: {
      images: readonly SearchedImage[]
      runDir: string
      engine: EngineId | 'auto'
      /** By the run's class numbers; absent: the run's own. */
      threshold?: AskedThreshold | undefined
      /** Absent: the centre crop, or as the run was validated. */
      tta?: TestTimeAugmentation | undefined
      /** Leave images as they are that were searched whole by the same run and options. */
      resume?: boolean | undefined
      /** How boxes that overlap become objects; absent: the usual way. */
      merge?: MergeRule | undefined
      /** From coarse to fine: what the coarse look must not miss. Absent: all is searched closely. */
      coarse?: readonly CoarseMarks[] | undefined
    }
    /** Of each image, in order. */
    out: PredictResult[]
  }
  /** Loads a run for a search that is expected. `level`: absent where it is not known yet. */
  'predict.ready': {
    in: {
      runDir: string
      engine: EngineId | 'auto'
      image: { readonly width: number; readonly height: number }
      level?: number | undefined
    }
    out: void
  }
  /** What a search of these images still has to compute, block by block, for a plan that other machines take. */
  'predict.plan': {
    in: Pick<TrainerJobs['predict']['in'], 'images' | 'runDir' | 'engine' | 'tta' | 'threshold' | 'merge'> & {
      /** Of each image: whether it counts as done where its prediction is there, made from the same. */
      readonly done: readonly boolean[]
    }
    /** Of each image, in order. */
    out: PlannedBlocks[]
  }
  /** What others have computed of an image so far, as far as somebody looks at it: reports PartialDetections, a block each. */
  'predict.look': {
    in: Omit<TrainerJobs['predict.plan']['in'], 'images' | 'done'> & {
      /** With its level. */
      image: SearchedImage
      /** What is looked at, in full-size pixels. */
      rect: Rect
      /** Blocks that were seen before. */
      seen: readonly number[]
      /** Bytes that may be read. */
      limit: number
    }
    out: BlocksSeen
  }
  /** Places of an image that look like those that are wanted, or, with none, unlike the rest; best first. */
  similar: {
    in: {
      image: LocatedImage
      /** Where features are kept. */
      folder: string
      /** Why nothing may be kept there; absent: it may. */
      readOnly?: string | undefined
      wanted: readonly Rect[]
      rejected: readonly Rect[]
      /** Of what is looked for, in full-size pixels; absent: not known. */
      size?: { readonly w: number; readonly h: number } | undefined
      top: number
    }
    out: { readonly found: readonly (Rect & { readonly score: number })[]; readonly seconds: number }
  }
  /** Tiles of a dataset, or pictures: a table of what a run says of each, and how right that is. */
  'predict.tiles': { in: TilesJob; out: TilesResult }
  'model.export': {
    in: { run: string; runDir: string; format: ModelFormat; out: string }
    out: ExportedModel
  }
  /** Writes a run as one file. */
  'run.write': { in: { runDir: string; out: string; contents: RunContents }; out: PackedRun }
  /** Checks such a file, and writes what it has learned into `runDir`. */
  'run.unpack': { in: { file: string; runDir: string }; out: RunCard }
}
