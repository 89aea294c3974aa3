// What the map is given, and whom it tells what people do with it.
import type { View } from '../query/address'
import type { Box, Position } from '../query/query'
import type { Flavor } from './flavor'

/** A point drawn above everything: what is hovered or open. */
export interface Mark {
  position: Position
  kind: string
}

export interface Listeners {
  moved(view: View, box: Box, byPerson: boolean): void
  hovered(element: string | null): void
  picked(element: string): void
  pickedPlace(at: Position): void
  /** Takes a touch before anything else does; answers whether it did. */
  touched?(at: Position): boolean
  /** Answers the box of what a cluster stands for, null when that is not known: the map then just comes nearer. */
  cluster?(at: Position, count: number, zoom: number): Promise<Box | null>
  failed(): void
}

export interface Options {
  container: HTMLElement
  start: { view: View } | { box: Box }
  tiles: string
  flavor: Flavor
  /** How much of each side is covered: the middle of the map is the middle of the rest. */
  covered(): Padding
  listeners: Listeners
}

/** Pixels from each side. */
export interface Padding {
  top: number
  bottom: number
  left: number
  right: number
}
