/** What changes or is left out as objects are written; # is how many. */
export const written = {
  holes: 'the holes of # objects were filled',
  parts: '# objects of several parts became several objects',
  ellipse: '# ellipses became polygons',
  turned: '# turned boxes became polygons',
  polyline: '# lines were left out',
  scores: 'the scores of # objects were left out',
}
