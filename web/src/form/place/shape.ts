// The place that somebody draws, as pure functions: a point, a line or an area,
// corner by corner. What is written of it is what data and geo take.
import type { Geometry } from 'geojson'
import type { Position } from '../../query/query'

export const modes = ['point', 'line', 'area'] as const
export type Mode = (typeof modes)[number]

/** What is drawn. While it is open, each new corner goes to its end. */
export interface Shape {
  readonly mode: Mode
  readonly corners: readonly Position[]
  readonly open: boolean
}

/** Why a shape cannot be kept as it is. */
export type Fault = 'few' | 'crossing' | 'wide'

/** How many corners are drawn by hand; the server takes 20,000. */
export const maxCorners = 200

export const nothing: Shape = { mode: 'point', corners: [], open: true }

const least: Record<Mode, number> = { point: 1, line: 2, area: 3 }

/** Returns the shape with one more corner: at its end while it is open, else on the edge nearest to it. A point moves there. */
export function added(shape: Shape, at: Position): Shape {
  if (shape.mode === 'point') return { ...shape, corners: [at] }
  if (shape.corners.length >= maxCorners) return shape
  const index = shape.open || !enough(shape) ? shape.corners.length : nearestEdge(shape, at) + 1
  return { ...shape, corners: [...shape.corners.slice(0, index), at, ...shape.corners.slice(index)] }
}

export function moved(shape: Shape, index: number, to: Position): Shape {
  return index in shape.corners ? { ...shape, corners: shape.corners.map((corner, n) => (n === index ? to : corner)) } : shape
}

export function removed(shape: Shape, index: number): Shape {
  return { ...shape, corners: shape.corners.filter((_, n) => n !== index) }
}

/** Returns the shape as one that is finished, once it has corners enough. */
export function closed(shape: Shape): Shape {
  return enough(shape) ? { ...shape, open: false } : shape
}

/** Returns what is drawn as another sort of shape. Corners stay; a point becomes none, and a shape its middle. */
export function as(mode: Mode, shape: Shape): Shape {
  if (mode !== 'point') return { mode, corners: shape.mode === 'point' ? [] : shape.corners, open: true }
  const middle = middleOf(shape)
  return { mode, corners: middle ? [middle] : [], open: true }
}

/** Returns whether there are corners enough for a shape of its sort. */
export function enough({ mode, corners }: Shape): boolean {
  return corners.length >= least[mode]
}

/** Returns why a shape cannot be kept, null when it can or when nothing is drawn. */
export function faultOf(shape: Shape): Fault | null {
  const { mode, corners } = shape
  if (corners.length === 0) return null
  if (!enough(shape)) return 'few'
  const lons = corners.map(([lon]) => lon)
  if (Math.max(...lons) - Math.min(...lons) > 180) return 'wide' // over the antimeridian
  return mode === 'area' && crossing(shape) ? 'crossing' : null
}

/** Returns a shape as GeoJSON, null for none or one with a fault. */
export function geometryOf(shape: Shape): Geometry | null {
  if (shape.corners.length === 0 || faultOf(shape)) return null
  const corners = shape.corners.map(rounded)
  if (shape.mode === 'point') return { type: 'Point', coordinates: corners[0]! }
  if (shape.mode === 'line') return { type: 'LineString', coordinates: corners }
  const ring = signedArea(corners) < 0 ? [...corners].reverse() : corners // counterclockwise, as RFC 7946 asks
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] }
}

/** Returns the shape that a GeoJSON text describes; null for one that has to stay as it is: of several parts, with holes or many corners. */
export function shapeOf(text: string): Shape | null {
  let geometry: Geometry | null
  try {
    geometry = JSON.parse(text) as Geometry | null
  } catch {
    return null
  }
  const read = geometry && cornersOf(geometry)
  if (!read || read.corners.length > maxCorners || !read.corners.every(isPosition)) return null
  return { mode: read.mode, corners: read.corners.map(([lon, lat]) => [lon, lat]), open: false }
}

function cornersOf(geometry: Geometry): { mode: Mode; corners: Position[] } | null {
  if (geometry.type === 'Point') return { mode: 'point', corners: [geometry.coordinates as Position] }
  if (geometry.type === 'LineString') return { mode: 'line', corners: geometry.coordinates as Position[] }
  const [ring, ...holes] = geometry.type === 'Polygon' ? geometry.coordinates : []
  return ring && holes.length === 0 ? { mode: 'area', corners: ring.slice(0, -1) as Position[] } : null
}

function isPosition(value: unknown): boolean {
  return Array.isArray(value) && value.length >= 2 && Number.isFinite(value[0]) && Number.isFinite(value[1]) && Math.abs(value[0]) <= 180 && Math.abs(value[1]) <= 90
}

/** Returns a point amid the corners, null for none. */
export function middleOf({ corners }: Shape): Position | null {
  const [first] = corners
  if (!first || corners.length === 1) return first ?? null
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length
  return [mean(0), mean(1)]
}

/** Returns how long a line or the border of an area is, in metres. */
export function lengthOf(shape: Shape): number {
  return edges(shape).reduce((sum, [a, b]) => sum + distance(a, b), 0)
}

/** Returns how large an area is, in square metres; it is good to a percent for what people draw by hand. */
export function areaOf({ corners }: Shape): number {
  const lat = corners.reduce((sum, corner) => sum + corner[1], 0) / Math.max(1, corners.length)
  return Math.abs(signedArea(corners)) * metresPerDegree ** 2 * Math.cos((lat * Math.PI) / 180)
}

const metresPerDegree = 111_195

/** Returns the metres between two positions; it is good to a percent for what is near. */
export function distance(a: Position, b: Position): number {
  const across = (b[0] - a[0]) * Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180)
  return Math.hypot(across, b[1] - a[1]) * metresPerDegree
}

/** Returns a position to a tenth of a metre. */
export function rounded([lon, lat]: Position): Position {
  return [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]
}

type Edge = [Position, Position]

/** Lists the edges in order; that of an area which closes it comes last. */
function edges({ mode, corners }: Shape): Edge[] {
  const all = corners.slice(1).map((corner, index): Edge => [corners[index]!, corner])
  if (mode === 'area' && corners.length > 2) all.push([corners.at(-1)!, corners[0]!])
  return all
}

function nearestEdge(shape: Shape, at: Position): number {
  let best = 0
  let least = Infinity
  for (const [index, edge] of edges(shape).entries()) {
    const away = toEdge(at, edge)
    if (away < least) [best, least] = [index, away]
  }
  return best
}

function toEdge(at: Position, [a, b]: Edge): number {
  const flat = Math.cos((at[1] * Math.PI) / 180)
  const [dx, dy] = [(b[0] - a[0]) * flat, b[1] - a[1]]
  const [x, y] = [(at[0] - a[0]) * flat, at[1] - a[1]]
  const along = Math.max(0, Math.min(1, (x * dx + y * dy) / (dx * dx + dy * dy || 1)))
  return Math.hypot(x - along * dx, y - along * dy)
}

/** Returns whether the border of an area meets itself, or turns back on itself. */
function crossing(shape: Shape): boolean {
  const all = edges(shape)
  for (const [i, first] of all.entries()) {
    if (first[0][0] === first[1][0] && first[0][1] === first[1][1]) return true
    for (let j = i + 1; j < all.length; j++) {
      const second = all[j]!
      const neighbours = j === i + 1 || (i === 0 && j === all.length - 1)
      if (neighbours ? turnsBack(first, second, j === i + 1) : meet(first, second)) return true
    }
  }
  return false
}

/** Returns whether two edges that share a corner lie upon each other. */
function turnsBack(first: Edge, second: Edge, ahead: boolean): boolean {
  const [corner, a, b] = ahead ? [first[1], first[0], second[1]] : [first[0], first[1], second[0]]
  return side(corner, a, b) === 0 && (a[0] - corner[0]) * (b[0] - corner[0]) + (a[1] - corner[1]) * (b[1] - corner[1]) > 0
}

function meet([a, b]: Edge, [c, d]: Edge): boolean {
  const [c1, d1, a1, b1] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)]
  if (c1 * d1 < 0 && a1 * b1 < 0) return true
  return (c1 === 0 && inBox(a, b, c)) || (d1 === 0 && inBox(a, b, d)) || (a1 === 0 && inBox(c, d, a)) || (b1 === 0 && inBox(c, d, b))
}

function side(a: Position, b: Position, c: Position): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
}

function inBox(a: Position, b: Position, p: Position): boolean {
  return p[0] >= Math.min(a[0], b[0]) && p[0] <= Math.max(a[0], b[0]) && p[1] >= Math.min(a[1], b[1]) && p[1] <= Math.max(a[1], b[1])
}

function signedArea(corners: readonly Position[]): number {
  return corners.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length]!
    return sum + (x * nextY - nextX * y) / 2
  }, 0)
}
