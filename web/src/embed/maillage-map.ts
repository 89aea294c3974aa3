// <maillage-map network="https://site/n/name"> shows a map of a site on any page: its
// frame is a sandbox, which learns nothing of the page and keeps nothing. This file
// stands alone, at one address for good.
//
// Attributes: network (the address of the map), lock (names of filters that visitors
// cannot change), layout (map, list, cards), height (pixels, or auto: that of what is
// shown), and any filter by its name, such as kind="event". Without a map to show, what
// stands inside the element is shown: a link to it.
{
  const sandbox = 'allow-scripts allow-popups allow-popups-to-escape-sandbox'
  const names = 'q kind type tag anyTag notTag in bbox near radius by of since sort limit lock layout'.split(' ')
  // HTML writes names of attributes in small letters.
  const parameters = new Map(names.map((name) => [name.toLowerCase(), name]))
  const [least, usual, most] = [150, 600, 20_000]

  /** Returns the address of the frame of a map at an address, null when that is none. */
  const frameOf = (element: HTMLElement): URL | null => {
    let address: URL
    try {
      address = new URL(element.getAttribute('network') ?? '', document.baseURI)
    } catch {
      return null
    }
    const path = /^(\/en)?\/n\/([^/]+)\/?$/.exec(address.pathname)
    if (!path || !/^https?:$/.test(address.protocol)) return null
    const frame = new URL(`${path[1] ?? ''}/embed/${path[2]}${address.search}`, address.origin)
    for (const { name, value } of element.attributes) {
      const parameter = name.startsWith('x.') ? name : parameters.get(name)
      if (parameter && value) frame.searchParams.set(parameter, value)
    }
    return frame
  }

  class MaillageMap extends HTMLElement {
    static readonly observedAttributes = ['network', 'height', 'lock', 'layout']
    private readonly root = this.attachShadow({ mode: 'open' })
    private frame: HTMLIFrameElement | null = null

    private readonly hear = ({ source, data }: MessageEvent): void => {
      const { frame } = this
      if (!frame || source !== frame.contentWindow || this.fixed() !== null) return
      const height: unknown = data?.type === 'maillage-height' ? data.height : null
      if (typeof height === 'number' && Number.isFinite(height)) frame.height = String(Math.round(Math.min(most, Math.max(least, height))))
    }

    connectedCallback(): void {
      addEventListener('message', this.hear)
      this.draw()
    }

    disconnectedCallback(): void {
      removeEventListener('message', this.hear)
    }

    attributeChangedCallback(): void {
      if (this.isConnected) this.draw()
    }

    /** Returns the height that the page gives, in pixels, null when that is the content's. */
    private fixed(): number | null {
      const height = parseInt(this.getAttribute('height') ?? '', 10)
      return height > 0 ? Math.min(most, Math.max(least, height)) : null
    }

    private draw(): void {
      const address = frameOf(this)
      if (!address) {
        this.frame = null
        this.root.replaceChildren(document.createElement('slot'))
        return
      }
      const height = String(this.fixed() ?? usual)
      if (this.frame?.src === address.href) {
        this.frame.height = height
        return
      }
      const frame = document.createElement('iframe')
      frame.setAttribute('sandbox', sandbox)
      frame.title = this.title || (this.textContent ?? '').trim() || address.host
      frame.src = address.href
      frame.height = height
      frame.loading = 'lazy'
      frame.style.cssText = 'display: block; width: 100%; border: 0'
      this.frame = frame
      this.root.replaceChildren(frame)
    }
  }

  if (!customElements.get('maillage-map')) customElements.define('maillage-map', MaillageMap)
}
