// The site's words for those who come for the first time. Which text was closed
// is kept on this device; a new text is shown again.
const key = 'maillage.welcome'

/** Puts the welcome at the head of the list, unless it was closed here before. */
export function adoptWelcome(list: HTMLElement): void {
  const welcome = document.getElementById('welcome')
  if (!welcome) return
  const version = welcome.dataset['version'] ?? ''
  if (closed() === version) {
    welcome.remove()
    return
  }
  const button = welcome.querySelector('button')
  button?.removeAttribute('hidden')
  button?.addEventListener('click', () => {
    close(version)
    welcome.remove()
    document.getElementById('content')?.focus()
  })
  list.prepend(welcome)
}

function closed(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function close(version: string): void {
  try {
    localStorage.setItem(key, version)
  } catch {
    // Storage may be forbidden: the message then stays closed as long as the page.
  }
}
