// What the page around a frame is told: how high the frame's page is, and nothing else.

/** Tells the page around whenever the height of this one changes. */
export function tellHeight(): { follow(address: string): void } {
  // WordPress puts a secret behind the address of a frame, and listens to who knows it.
  const secret = new URLSearchParams(location.hash.replace(/^#\??/, '')).get('secret')
  const tell = (message: object): void => parent.postMessage(message, '*') // it holds nothing of anybody
  let before = 0
  const measure = (): void => {
    const height = Math.ceil(document.body.getBoundingClientRect().height)
    if (height === before) return
    before = height
    tell({ type: 'maillage-height', height })
    if (secret) tell({ message: 'height', value: height, secret })
  }
  if (parent !== window) new ResizeObserver(measure).observe(document.body)
  return { follow: (address) => secret && tell({ message: 'link', value: address, secret }) }
}
