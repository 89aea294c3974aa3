// The site's words for those who come for the first time. Which text was closed
// is kept on this device; a new text is shown again.
import { keep, stored } from '../device'

const key = 'maillage.welcome'

/** Puts the welcome at the head of the list, unless it was closed here before. */
export function adoptWelcome(list: HTMLElement): void {
  const welcome = document.getElementById('welcome')
  if (!welcome) return
  const version = welcome.dataset['version'] ?? ''
  if (stored(key) === version) {
    welcome.remove()
    return
  }
  const button = welcome.querySelector('button')
  button?.removeAttribute('hidden')
  button?.addEventListener('click', () => {
    keep(key, version)
    welcome.remove()
    document.getElementById('content')?.focus()
  })
  list.prepend(welcome)
}

/** Puts what the page is about, if it is about a map of somebody's, at the head of the list. */
export function adoptHead(list: HTMLElement): void {
  const head = document.getElementById('network')
  if (head) list.prepend(head)
}
