// The map of a network on a page of another site.
import { localPath, setLanguage, t, type Language } from '../i18n/t'
import type { NetworkMark } from '../api/types'
import { canDraw, MapController } from '../map/controller'
import { dark, light } from '../map/flavor'
import type { Options } from '../map/options'
import { themed } from '../map/theme'
import { home } from '../map/view'
import { parseView, type View } from '../query/address'
import type { Box } from '../query/query'

type Data = Record<string, string | undefined>

export class EmbedMap {
  private map: MapController | null = null

  constructor(
    private readonly place: HTMLElement,
    private data: Data,
    /** Tells the page around where somebody wants to go. */
    private readonly follow: (address: string) => void,
  ) {
    void this.start()
  }

  /** Draws the elements of another state of the page, where they are. */
  show(data: Data): void {
    this.data = data
    this.map?.setTiles(data['tiles'] ?? '')
    const start = startOf(data)
    if ('view' in start) this.map?.jump(start.view)
    else this.map?.fit(start.box)
  }

  private async start(): Promise<void> {
    const language: Language = document.documentElement.lang === 'en' ? 'en' : 'fr'
    setLanguage(language, (await (language === 'en' ? import('../../messages/en.json') : import('../../messages/fr.json'))).default)
    if (!canDraw()) {
      this.say('none', t('map_no_webgl'))
      return
    }
    const { data } = this // which may be another one by now
    const darkness = matchMedia('(prefers-color-scheme: dark)')
    const flavor = () => themed(darkness.matches ? dark : light)
    const container = document.createElement('div')
    container.className = 'map-canvas'
    this.place.replaceChildren(container)
    const map = new MapController({
      container,
      start: startOf(data),
      tiles: data['tiles'] ?? '',
      flavor: flavor(),
      covered: () => ({ top: 0, bottom: 0, left: 0, right: 0 }),
      listeners: {
        moved: () => this.place.setAttribute('data-state', 'ready'),
        hovered: () => {},
        picked: (id) => this.visit(localPath(`/e/${id}`)),
        pickedPlace: ([lon, lat]) => this.visit(`${whole()}#map=17/${lat}/${lon}&at=${lon},${lat}`),
        failed: () => this.say('failed', t('map_failed')),
      },
    })
    darkness.addEventListener('change', () => map.setFlavor(flavor()))
    this.map = map
    const marks = JSON.parse(data['marks'] ?? '[]') as NetworkMark[]
    if (marks.length > 0) void map.draw(marks)
  }

  /** Opens a page of the site beside the one that holds the frame, where the frame may. */
  private visit(path: string): void {
    window.open(path, '_blank', 'noopener')
    this.follow(new URL(path, location.href).href)
  }

  private say(state: string, text: string): void {
    this.place.setAttribute('data-state', state)
    const note = document.createElement('p')
    note.className = 'map-note'
    note.textContent = text
    this.place.append(note)
  }
}

/** Returns the address of the whole map, as the page has it now. */
function whole(): string {
  return document.querySelector('[data-part=whole]')?.getAttribute('href') ?? localPath('/')
}

function startOf({ map, box }: Data): Options['start'] {
  const view: View | null = parseView(map ?? null)
  const corners = (box ?? '').split(',').map(Number)
  if (view) return { view }
  return { box: corners.length === 4 && corners.every(Number.isFinite) ? (corners as Box) : home }
}
