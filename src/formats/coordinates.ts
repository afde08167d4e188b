/** What the coordinates of a label file are, where a person says so: `share` of the picture's size, `lonlat` in degrees, `map` as the picture's own map has them. */
export const coordinateKinds = ['pixel', 'share', 'lonlat', 'map'] as const
export type Coordinates = (typeof coordinateKinds)[number]
