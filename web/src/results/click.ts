/** Acts on a plain click of a link; new tabs and windows are left to the browser. */
export function inPlace(event: MouseEvent, act: () => void): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  act()
}
