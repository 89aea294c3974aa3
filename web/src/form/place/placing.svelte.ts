// Where something is, while somebody says so: what is drawn, which inputs say the
// same, and where that is in words.
import * as api from '../../api/client'
import type { GeocodedPlace, Territory } from '../../api/types'
import type { Position } from '../../query/query'
import { parseCoordinates } from './coordinates'
import type { Fields } from './fields'
import { added, as, closed, distance, enough, faultOf, geometryOf, middleOf, moved, nothing, removed, rounded, shapeOf, type Mode, type Shape } from './shape'

/** How far a point goes from an address that was found before it is no more that address, in metres. */
const addressReach = 300
const maxUndo = 100
/** How long a corner rests before the server is asked where it is, in milliseconds. */
const rest = 300

export class Placing {
  shape: Shape = $state.raw(nothing)
  /** The corner that is chosen, -1 for none. */
  selected = $state(-1)
  /** The territories of the place, narrow to wide. */
  where: Territory[] = $state.raw([])
  /** Whether the server has said where the place is: it may be nowhere. */
  known = $state<'no' | 'yes' | 'failed'>('no')
  /** The same numbers the other way round, when that is where they lead to a commune, and typed they do not. */
  swapped: { at: Position; territory: Territory } | null = $state.raw(null)
  precision = $state('')
  /** Whether the place has a shape that is too rich to be changed by hand. */
  kept = $state(false)

  readonly fault = $derived.by(() => faultOf(this.shape))
  readonly canUndo = $derived.by(() => this.past.length > 0)
  private past: Shape[] = $state.raw([])
  /** The point there was before somebody began to draw: it is the place until there is a corner. */
  private point: Position | null = null
  /** Where the address that was filled in is; null when none was. */
  private addressAt: Position | null = null
  private typed = false
  private asking = new AbortController()
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly first: { geometry: string; lon: string; lat: string }

  constructor(private readonly fields: Fields) {
    this.first = { geometry: fields.value('geometry'), lon: fields.value('lon'), lat: fields.value('lat') }
    this.read()
  }

  /** Takes what the inputs say, after the server or something else of the page has written them. */
  read(): void {
    this.precision = this.fields.precision
    const text = this.fields.value('geometry')
    const drawn = shapeOf(text)
    this.kept = text !== '' && drawn === null
    const point = this.pointOfInputs()
    const next = drawn ?? (point ? { mode: 'point' as const, corners: [point], open: false } : { ...nothing, mode: this.shape.mode })
    if (JSON.stringify(next.corners) === JSON.stringify(this.shape.corners.map(rounded)) && next.mode === this.shape.mode) return
    this.shape = next
    this.selected = -1
    this.locate()
  }

  private pointOfInputs(): Position | null {
    const [lat, lon] = [this.fields.value('lat'), this.fields.value('lon')]
    if (lat !== '' && lon !== '') return parseCoordinates(`${lat.replace(',', '.')} ${lon.replace(',', '.')}`) ?? parseCoordinates(lat)
    return lat === '' ? null : parseCoordinates(lat)
  }

  /** Puts the point somewhere, or the next corner. */
  add(at: Position): void {
    const next = added(this.shape, at)
    if (next === this.shape) return
    this.change(next)
    if (next.mode !== 'point') this.selected = next.corners.indexOf(at)
    this.reconsider()
  }

  /** Moves a corner; until it has arrived nothing is asked and nothing to be undone. */
  move(index: number, to: Position, arrived: boolean): void {
    this.selected = index
    if (!arrived) {
      this.before ??= this.shape
      this.shape = moved(this.shape, index, to)
      return
    }
    const next = moved(this.shape, index, to)
    if (this.before) this.shape = this.before
    this.before = null
    this.change(next)
    this.reconsider()
  }

  /** The shape before a corner was taken. */
  private before: Shape | null = null

  remove(index: number): void {
    if (!(index in this.shape.corners)) return
    this.change(removed(this.shape, index))
    this.selected = Math.min(index, this.shape.corners.length - 1)
  }

  finish(): void {
    this.change(closed(this.shape))
    this.selected = -1
  }

  /** Draws another sort of shape. */
  draw(mode: Mode): void {
    if (mode === this.shape.mode) return
    this.kept = false
    const next = as(mode, this.shape)
    if (this.shape.mode === 'point') this.point = this.shape.corners[0] ?? null
    this.change(mode === 'point' && next.corners.length === 0 && this.point ? { ...next, corners: [this.point] } : next)
    this.selected = -1
  }

  clear(): void {
    this.kept = false
    this.point = null
    this.change({ ...nothing, mode: this.shape.mode })
    this.selected = -1
  }

  undo(): void {
    const last = this.past.at(-1)
    if (!last) return
    this.past = this.past.slice(0, -1)
    this.shape = last
    this.selected = -1
    this.write()
  }

  /** Takes corners that were typed. */
  replace(corners: Position[]): void {
    this.change({ mode: this.shape.mode, corners, open: false })
    this.selected = -1
  }

  /** Takes typed coordinates: they may be swapped. */
  type(at: Position): void {
    this.typed = true
    this.put(at)
    this.reconsider()
  }

  /** Takes where the device is. */
  stand(at: Position): void {
    this.put(at)
    this.reconsider()
  }

  /** Takes an address that was found. */
  settle(found: GeocodedPlace): void {
    if (!this.put([found.lon, found.lat])) return
    this.addressAt = [found.lon, found.lat]
    this.fields.fill('street', found.street ?? '')
    this.fields.fill('postcode', found.postcode ?? '')
    if (found.town) this.fields.fill('town', found.town)
    if (found.country) this.fields.fill('country', found.country)
    this.suggest(found.precision)
  }

  /** Takes a commune: shown as such until somebody says more. */
  settleIn({ code, name, postcode, at }: { code: string; name: string; postcode: string; at: Position }): void {
    if (!this.put(at)) return
    this.addressAt = null
    this.fields.fill('street', '')
    this.fields.fill('town', name)
    this.fields.fill('postcode', postcode)
    this.fields.fill('commune', code)
    this.suggest('commune')
  }

  /** Puts the point somewhere, and reports whether it did: what is drawn already stays. */
  private put(at: Position): boolean {
    if (this.shape.mode === 'point') {
      this.change({ mode: 'point', corners: [at], open: false })
    } else if (this.shape.corners.length === 0) {
      this.point = at
      this.write()
    }
    return this.shape.mode === 'point' || this.shape.corners.length === 0
  }

  /** Somebody has said where exactly: an address that is not there any more goes, and the precision is the usual one. */
  private reconsider(): void {
    const at = middleOf(this.shape)
    if (at && this.addressAt && distance(at, this.addressAt) > addressReach) {
      this.addressAt = null
      this.fields.fill('street', '')
      this.fields.fill('postcode', '')
    }
    this.suggest(null)
  }

  /** Suggests a precision, null for the usual one; never a finer one than that. */
  private suggest(precision: string | null): void {
    if (precision === 'street' && this.fields.discreet) return
    this.fields.suggestPrecision(precision === 'exact' ? null : precision)
    this.precision = this.fields.precision
  }

  private change(next: Shape): void {
    this.past = [...this.past, this.shape].slice(-maxUndo)
    this.shape = next
    this.write()
  }

  /** Writes the inputs. A shape that cannot be kept leaves its middle, so that the place is not lost. */
  private write(): void {
    const geometry = this.shape.mode === 'point' ? null : geometryOf(this.shape)
    const text = geometry ? JSON.stringify(geometry) : ''
    this.fields.write('geometry', text)
    const middle = this.middle
    const [lon, lat] = middle ? rounded(middle).map(String) : ['', '']
    const unchanged = text !== '' && text === this.first.geometry // the server tells by its point whether it was moved
    this.fields.write('lon', unchanged ? this.first.lon : lon!)
    this.fields.write('lat', unchanged ? this.first.lat : lat!)
    this.locate()
  }

  /** One point for the whole, null while nothing is placed. */
  get middle(): Position | null {
    return middleOf(this.shape) ?? (this.shape.mode === 'point' ? null : this.point)
  }

  private locate(): void {
    const at = this.middle
    clearTimeout(this.timer)
    this.asking.abort()
    this.swapped = null
    if (at) {
      this.timer = setTimeout(() => this.locateAt(at), rest)
    } else {
      this.where = []
      this.known = 'no'
    }
  }

  private locateAt(at: Position): void {
    this.asking.abort()
    this.asking = new AbortController()
    void this.ask(at, this.asking.signal)
  }

  private async ask(at: Position, signal: AbortSignal): Promise<void> {
    const typed = this.typed
    this.typed = false
    try {
      const { territories } = await api.locate(at[0], at[1], signal)
      const commune = communeOf(territories)
      const [lon, lat] = at
      const other = typed && !commune && Math.abs(lon) <= 90 ? communeOf((await api.locate(lat, lon, signal)).territories) : undefined
      if (signal.aborted) return
      this.where = territories
      this.known = 'yes'
      this.swapped = other ? { at: [lat, lon], territory: other } : null
      this.fillTown(commune, territories.at(-1))
    } catch {
      if (!signal.aborted) this.known = 'failed' // the place itself is kept all the same
    }
  }

  private fillTown(commune: Territory | undefined, country: Territory | undefined): void {
    const before = this.fields.value('commune')
    if (commune) this.fields.adopt('town', commune.name) // what the form came with, when it says the same
    if (commune?.code === before) this.fields.adopt('postcode', this.fields.value('postcode'))
    this.fields.adopt('commune', before)
    if (commune?.code !== before && !this.addressAt) this.fields.fill('postcode', '')
    this.fields.fill('town', commune?.name ?? this.townAbroad())
    this.fields.fill('commune', commune?.code ?? '')
    if (country?.level === 'country' && /^[A-Z]{2}$/.test(country.code)) this.fields.fill('country', country.code)
  }

  /** The town of an address that was found where no commune is known. */
  private townAbroad(): string {
    return this.addressAt ? this.fields.value('town') : ''
  }

  /** Whether what is drawn can be finished. */
  get finishable(): boolean {
    return this.shape.mode !== 'point' && this.shape.open && enough(this.shape)
  }

  end(): void {
    clearTimeout(this.timer)
    this.asking.abort()
  }
}

function communeOf(territories: Territory[]): Territory | undefined {
  return territories.find(({ level }) => level === 'commune')
}
