// Arithmetic of what the map shows.
import type { Geometry, Position as Coordinates } from 'geojson'
import type { Box, Position } from '../query/query'

/** Where a map starts when nothing says where to look: metropolitan France. */
export const home: Box = [-5.2, 41.2, 9.7, 51.2]

const metresPerDegree = 111_195

/** Returns the box around a circle of radius metres. */
export function boxAround([lon, lat]: Position, radius: number): Box {
  const dLat = radius / metresPerDegree
  const dLon = Math.min(180, dLat / Math.max(0.01, Math.cos((lat * Math.PI) / 180)))
  return [lon - dLon, Math.max(-90, lat - dLat), lon + dLon, Math.min(90, lat + dLat)]
}

/** Returns the box that holds all boxes, or null for none. Boxes that cross the antimeridian keep their east beyond 180. */
export function union(boxes: Box[]): Box | null {
  let all: Box | null = null
  for (const box of boxes.map(unwrapped)) {
    all = all
      ? [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])]
      : box
  }
  return all
}

/** Returns box with east at least west, as a map wants to be told: 170 to -170 is 170 to 190. */
export function unwrapped([west, south, east, north]: Box): Box {
  return [west, south, east < west ? east + 360 : east, north]
}

/** Returns the view of a map as a box that a query takes: five decimals, each longitude in its range. */
export function queryBox([west, south, east, north]: Box): Box {
  const round = (value: number) => Math.round(value * 1e5) / 1e5
  if (east - west >= 360) return [-180, round(Math.max(-90, south)), 180, round(Math.min(90, north))]
  return [round(wrapped(west)), round(Math.max(-90, south)), round(wrapped(east)), round(Math.min(90, north))]
}

export function contains(box: Box, [lon, lat]: Position): boolean {
  const [west, south, east, north] = unwrapped(box)
  return lat >= south && lat <= north && [lon - 360, lon, lon + 360].some((turn) => turn >= west && turn <= east)
}

/** Returns a point of the geometry to set a mark on: itself, or the middle of its box. */
export function markOf(geometry: Geometry | null): Position | null {
  if (!geometry) return null
  const box = boxOf(geometry)
  return box && [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
}

export function boxOf(geometry: Geometry): Box | null {
  if (geometry.type === 'GeometryCollection') return union(geometry.geometries.map(boxOf).filter((box) => box !== null))
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  eachPosition(geometry.coordinates, ([lon = 0, lat = 0]) => {
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  })
  return Number.isFinite(box[0]) ? box : null
}

type Nested = Coordinates | Nested[]

function eachPosition(nested: Nested, visit: (position: Coordinates) => void): void {
  if (typeof nested[0] === 'number') visit(nested as Coordinates)
  else for (const part of nested as Nested[]) eachPosition(part, visit)
}

function wrapped(lon: number): number {
  return lon < -180 || lon > 180 ? ((((lon + 180) % 360) + 360) % 360) - 180 : lon
}
