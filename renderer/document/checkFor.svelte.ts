/** For which classes the areas that are declared next are checked: until the project is closed. */
export class CheckFor {
  /** Ids; null: for all classes. */
  only = $state.raw<readonly number[] | null>(null)
  private project: string | undefined

  /** Another project has other classes. */
  open(project: string | undefined): void {
    if (project !== this.project) this.only = null
    this.project = project
  }

  /** A class is gone. */
  drop(id: number): void {
    const left = this.only?.filter((each) => each !== id)
    this.only = left && left.length > 0 ? left : null
  }
}
