/** What each command of the command line does, by its name. */
export const summaries = {
  build:
    'Cuts the tiles that training eats into one HDF5 file. Without --split the number of objects decides what is held back.',
  compact: 'Forgets what undo could bring back, and deletes the files of removed images.',
  compare:
    'Compares two runs: what the second finds that the first does not, what it lost and moved, and how right both are on the same checked ground.',
  count:
    'Says how many objects of each class there are, with a 95 % interval where some checked ground was not learned from.',
  demo: 'The whole loop on the picture that ships: learn its left half, find what is in its right half.',
  doctor: 'Says what works on this machine and how to mend what does not.',
  evaluate:
    'Holds predictions against what people marked, inside of what they checked, the ground that the run learned from and the ground that it never saw apart; with --split, against the labels of one part of a dataset, tile by tile.',
  export:
    'Writes objects, predictions, a dataset or a network for other programs, or a run for another project.',
  figure: 'Draws a part of a picture for print, with outlines of what was marked and found.',
  import: 'Takes images in, with their labels; or a run that another project exported.',
  init: 'Makes an empty project folder.',
  inspect: 'Shows what a dataset file holds.',
  measure:
    'Measures every marked object (area, size, nearest neighbour), and each class on each image (density, medians), as two tables.',
  predict:
    'Searches whole images with a trained run; with --from, writes a table: a row a picture or tile, or a row a detection.',
  relink: 'Finds images that were moved, by their contents, in a folder and those below it; labels are kept.',
  report:
    'Writes one page for people: images, run, evaluation, counts, pictures of what was found, and the methods.',
  runs: 'Lists the runs with their names and what they started from, in the order in which they were started; with --name, calls one otherwise.',
  sample:
    'Draws fields of view for a person to check, at random by what a run found: test ground that is never learned from.',
  similar:
    'Finds what looks like a few marked objects, or like nothing else in the picture, before any training.',
  train: 'Trains on the dataset; Ctrl-C stops and keeps what was learned, --resume goes on.',
  worker:
    'Computes blocks of a search that "predict --on" has planned, or trains what "train --on" has, on another machine: as the lines of its input ask, or its part of a plan.',
}
