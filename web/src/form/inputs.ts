// The plain inputs of a form, which islands read and write: a form is sent from
// their values alone.

export type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Returns the first input of a name within an element. */
export function inputNamed(within: ParentNode | null | undefined, name: string): Input | null {
  return within?.querySelector<Input>(`[name="${name}"]`) ?? null
}

/** Returns what the first input of a name holds, trimmed; of radio buttons, the one that is chosen; "" when there is none. */
export function valueOf(form: HTMLFormElement | null, name: string): string {
  const found = form?.elements.namedItem(name) ?? null
  const input = found instanceof RadioNodeList ? found[0] : found
  const holder = input instanceof HTMLInputElement && input.type === 'radio' ? found : input
  return holder && 'value' in holder ? String(holder.value).trim() : ''
}

/** Writes the value of an input, and tells the rest of the form. */
export function setValue(input: Input, value: string): void {
  if (input.value === value) return
  input.value = value
  input.dispatchEvent(new Event('input', { bubbles: true }))
}

/** Returns the point that a form gives, or null while it gives none. */
export function placeOf(form: HTMLFormElement | null): [lon: number, lat: number] | null {
  const [lon, lat] = [valueOf(form, 'lon'), valueOf(form, 'lat')]
  if (!lon || !lat) return null
  const point: [number, number] = [Number(lon), Number(lat)]
  return Math.abs(point[0]) <= 180 && Math.abs(point[1]) <= 90 ? point : null
}

/** Calls act once nobody has asked again for some milliseconds, its signal aborted when somebody does. */
export function settled(milliseconds: number, act: (signal: AbortSignal) => Promise<void>): { ask(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let controller = new AbortController()
  const stop = (): void => {
    clearTimeout(timer)
    controller.abort()
  }
  const ask = (): void => {
    stop()
    controller = new AbortController()
    const { signal } = controller
    timer = setTimeout(() => void act(signal), milliseconds)
  }
  return { ask, stop }
}

/** Calls act when inputs of some names change, until the answer is called. */
export function watch(form: HTMLFormElement | null, names: string[], act: () => void): () => void {
  const changed = (event: Event): void => {
    if (event.target instanceof Element && names.includes(event.target.getAttribute('name') ?? '')) act()
  }
  form?.addEventListener('input', changed)
  form?.addEventListener('change', changed)
  return () => {
    form?.removeEventListener('input', changed)
    form?.removeEventListener('change', changed)
  }
}
