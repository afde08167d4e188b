/** The classes that a run has learned, by class number. */
export interface LearnedClasses {
  readonly classNames: readonly string[]
  /** The project's id of each when the run was started, null for one that the project did not have. Older runs lack it. */
  readonly classIds?: readonly (number | null)[] | undefined
}

interface NamedClass {
  readonly id: number
  readonly name: string
}

/**
 * What each class number of a run means in the project as it is now, undefined where the class is gone: the class of that
 * identity, whatever it is called and wherever it stands by now; else one of the same name that is no other class of the
 * run. All that is shown, counted, exported, evaluated and reviewed of a prediction goes by this.
 *
 * @example projectClasses({ classNames: ['car', 'bus'], classIds: [1, 2] }, [{ id: 2, name: 'coach' }]) // [undefined, coach]
 */
export function projectClasses<C extends NamedClass>(
  { classNames, classIds }: LearnedClasses,
  classes: readonly C[],
): (C | undefined)[] {
  const byId = new Map(classes.map((each) => [each.id, each]))
  const known = classNames.map((_, number) => byId.get(classIds?.[number] ?? NaN))
  const taken = new Set(known)
  return known.map(
    (found, number) => found ?? classes.find((each) => each.name === classNames[number] && !taken.has(each)),
  )
}

/**
 * What each class number of a run is called: as the project calls it; a class that the project lacks as the run does, unless
 * another class has that name by now.
 */
export function calledClasses(learned: LearnedClasses, classes: readonly NamedClass[]): string[] {
  return projectClasses(learned, classes).map((own, number) => {
    if (own) return own.name
    const name = learned.classNames[number] as string
    return classes.some((each) => each.name === name) ? `${name} (removed)` : name
  })
}
