/** Dialogs about a class; `class` makes a new one. */
export type ClassDialog = 'class' | 'classEdit' | 'classMerge' | 'classDelete'

/** One of them is open at a time. */
export type DialogName =
  | 'palette'
  | 'settings'
  | 'history'
  | 'keys'
  | 'help'
  | 'licences'
  | 'compute'
  | 'goTo'
  | 'compare'
  | ClassDialog
