// What the page around a frame is told: how high the frame's page is, and nothing else.

/**
 * Tells the page around whenever the height of this one changes, and where links lead
 * that the frame may not open itself.
 */
export function tellHeight(): { follow(address: string): void } {
  // WordPress puts a secret behind the address of a frame, and listens to who knows it.
  const secret = new URLSearchParams(location.hash.replace(/^#\??/, '')).get('secret')
  const tell = (message: object): void => parent.postMessage(message, '*') // it holds nothing of anybody
  let height = 0
  const say = (): void => {
    tell({ type: 'maillage-height', height })
    if (secret) tell({ message: 'height', value: height, secret })
  }
  const measure = (): void => {
    const now = Math.ceil(document.body.getBoundingClientRect().height)
    if (now === height) return
    height = now
    say()
  }
  if (parent !== window) {
    new ResizeObserver(measure).observe(document.body)
    // It listens from some moment on, and then says so: what was told before is lost.
    addEventListener('message', ({ source, data }: MessageEvent) => {
      if (source === parent && secret && data?.message === 'ready' && data.secret === secret && height > 0) say()
    })
  }
  return { follow: (address) => secret && tell({ message: 'link', value: address, secret }) }
}
