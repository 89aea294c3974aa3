// The page from which a network is given to others: what it builds follows each choice,
// and is copied by a button. Without this it is a form.

/** Makes the page follow its form. */
export function shareNetwork(page: HTMLElement): void {
  const form = page.querySelector<HTMLFormElement>('form.builder')
  let latest: AbortController | null = null

  async function build(): Promise<void> {
    if (!form) return
    latest?.abort()
    const { signal } = (latest = new AbortController())
    const asked = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') asked.append(name, value)
    const address = `${form.action}?${asked}`
    try {
      const answer = await fetch(address, { signal })
      if (!answer.ok) return location.assign(address) // that page says what is wrong
      const built = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-part=built]')
      if (!built) return location.assign(address)
      page.querySelector('[data-part=built]')?.replaceWith(built)
      history.replaceState(null, '', address)
      offerCopies()
    } catch {
      return // the connection: the button of the form tries again
    }
  }

  function offerCopies(): void {
    for (const button of page.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
      button.hidden = !('clipboard' in navigator)
    }
  }

  async function copy(button: HTMLElement): Promise<void> {
    const field = document.getElementById(button.dataset['copy'] ?? '')
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return
    field.select()
    await navigator.clipboard.writeText(field.value)
    const said = page.querySelector('.copied')
    if (said) said.textContent = page.dataset['copied'] ?? ''
  }

  form?.addEventListener('change', () => void build())
  form?.addEventListener('submit', (event) => {
    event.preventDefault()
    void build()
  })
  page.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-copy]') : null
    if (button) void copy(button)
  })
  // The preview is as high as its content where the element would be.
  addEventListener('message', ({ source, data }: MessageEvent) => {
    const frame = page.querySelector<HTMLIFrameElement>('iframe[data-auto]')
    if (frame && source === frame.contentWindow && data?.type === 'maillage-height' && Number.isFinite(data.height)) {
      frame.height = String(Math.min(5000, Math.max(150, data.height)))
    }
  })
  offerCopies()
}
