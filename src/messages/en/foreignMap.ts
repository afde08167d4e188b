import type { Shown } from '../shown'

export const foreignMap = {
  mapTakesRolesWithNames: (roles: Shown, part: Shown) =>
    `--map takes ${roles}=… with names of the file's datasets, not "${part}".`,
}
