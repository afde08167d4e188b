import type { Shown } from '../shown'

export const records = {
  it: 'it',
  itsShapeIsMissing: 'its shape is missing',
  whatItSaysBesidesIs: 'what it says besides is of a wrong kind',
  whatItSaysBesidesIsNo: 'what it says besides is no JSON',
  itIsFound: (it: Shown, found: Shown) => `${it} is ${found}`,
  theProjectHoldsAKind: (kind: string, id: Shown, what: Shown) =>
    `The project holds ${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind} that cannot be right (number ${id}: ${what}); restore the project from a copy.`,
  aKindHasTheCoordinate: (kind: Shown, value: Shown) =>
    `A ${kind} has the coordinate ${value}; it needs finite numbers.`,
  itsKindHeadHasStart: (head: Shown, start: Shown) => `its kind ${head} has ${start} bytes`,
  itsCoordinateIIsI2: (i: Shown, i2: Shown) => `its coordinate ${i} is ${i2}`,
  aKindOfCountCoordinates: (kind: Shown, count: Shown) => `a ${kind} of ${count} coordinates`,
  itsSideIsSide: (side: Shown) => `its side is ${side}`,
  aPolygonOfRingsRings: (rings: Shown) => `a polygon of ${rings} rings`,
  aRingOfCountCoordinates: (count: Shown) => `a ring of ${count} coordinates`,
  itsRingsHaveUsedCoordinates: (used: Shown, count: Shown) =>
    `its rings have ${used} coordinates of ${count}`,
  aStoredShapeOfThe: (head: Shown) =>
    `A stored shape of the kind ${head} cannot be read; the project is damaged, or a newer Windhover wrote it.`,
}
