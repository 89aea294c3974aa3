// Drawing a ring on the map, with a mouse, a pen or a finger.
import { t } from '../i18n/t'
import type { MapController } from '../map/controller'
import type { Position } from '../query/query'

/** Points of a ring that lie nearer to each other are one, in pixels. */
const step = 4

/** Lets somebody draw a ring; done gets it, or null when they gave it up. Returns what ends that. */
export function drawRing({ map }: MapController, done: (ring: Position[] | null) => void): () => void {
  const container = map.getContainer()
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  picture.classList.add('lasso')
  picture.setAttribute('aria-hidden', 'true')
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'polygon')
  picture.append(shape)
  const note = document.createElement('p')
  note.className = 'map-note lasso-note'
  note.setAttribute('role', 'status')
  note.textContent = t('curate_lasso_how')
  container.append(picture, note)

  let drawn: [number, number][] | null = null
  const at = (event: PointerEvent): [number, number] => {
    const { left, top } = container.getBoundingClientRect()
    return [event.clientX - left, event.clientY - top]
  }
  picture.addEventListener('pointerdown', (event) => {
    picture.setPointerCapture(event.pointerId)
    drawn = [at(event)]
  })
  picture.addEventListener('pointermove', (event) => {
    const last = drawn?.at(-1)
    const [x, y] = at(event)
    if (!drawn || !last || Math.hypot(x - last[0], y - last[1]) < step) return
    drawn.push([x, y])
    shape.setAttribute('points', drawn.map((point) => point.join()).join(' '))
  })
  picture.addEventListener('pointercancel', () => done(null))
  picture.addEventListener('pointerup', () => {
    const ring = drawn?.map((point) => map.unproject(point).toArray())
    done(ring && ring.length > 2 ? ring : null)
  })
  const key = (event: KeyboardEvent) => event.key === 'Escape' && done(null)
  addEventListener('keydown', key)
  return () => {
    removeEventListener('keydown', key)
    picture.remove()
    note.remove()
  }
}
