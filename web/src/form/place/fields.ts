// The plain inputs of the place, which the form is sent from.

/** The inputs that say where something is. */
export type Name = 'lon' | 'lat' | 'geometry' | 'street' | 'postcode' | 'town' | 'country' | 'commune'

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

export class Fields {
  /** What was filled in here and nobody has changed since, by name. */
  private readonly filled = new Map<Name, string>()
  private writing = false
  private precisionChosen = false
  /** The precision that the form came with. */
  private readonly usual: string

  constructor(private readonly wrapper: HTMLElement) {
    this.usual = this.precision
  }

  value(name: Name): string {
    return this.input(name)?.value.trim() ?? ''
  }

  /** Writes a value as if it had been typed: what else listens to the form hears of it. */
  write(name: Name, value: string): void {
    const input = this.input(name)
    if (!input || input.value === value) return
    this.told(input, () => (input.value = value))
  }

  /** Fills in what is empty or was filled in here; what somebody has typed stays. */
  fill(name: Name, value: string): void {
    const now = this.value(name)
    if (now !== '' && now !== this.filled.get(name)) return
    this.write(name, value)
    this.filled.set(name, value)
  }

  /** Takes what is there for filled in, when it says the same. */
  adopt(name: Name, value: string): void {
    if (this.value(name) === value) this.filled.set(name, value)
  }

  get precision(): string {
    const [first] = this.precisions()
    if (first instanceof HTMLSelectElement) return first.value
    return (this.precisions() as HTMLInputElement[]).find(({ checked }) => checked)?.value ?? ''
  }

  /** Suggests a precision: that which the form came with when it is null. Once somebody has chosen one it stays. */
  suggestPrecision(value: string | null): void {
    if (this.precisionChosen) return
    const wanted = value ?? this.usual
    for (const input of this.precisions()) {
      if (input instanceof HTMLSelectElement) this.told(input, () => (input.value = wanted))
      else if (input instanceof HTMLInputElement && input.value === wanted && !input.checked) this.told(input, () => (input.checked = true))
    }
  }

  /** Whether the form came with a precision that hides where exactly something is. */
  get discreet(): boolean {
    return this.usual === 'commune'
  }

  /** Calls back when somebody, or another part of the page, has changed an input. */
  listen(changed: (name: string) => void, signal: AbortSignal): void {
    const heard = ({ target }: Event) => {
      const name = (target as Partial<Input>).name
      if (this.writing || !name) return
      if (name === 'precision') this.precisionChosen = true
      changed(name)
    }
    for (const type of ['input', 'change']) this.wrapper.addEventListener(type, heard, { signal })
  }

  /** Hides inputs that the island stands for; one with a mistake stays, so that it is read. */
  hide(names: Name[]): void {
    for (const name of names) {
      const field = this.input(name)?.closest<HTMLElement>('.field')
      if (!field || field.querySelector('.field-mistake')) continue
      field.hidden = true
      const hint = this.wrapper.querySelector<HTMLElement>(`#form-${name}-hint`)
      if (hint) hint.hidden = true
    }
  }

  /** Puts the town, which the island's search asks for, among the finer inputs; with a mistake it stays, so that it is read. */
  foldTown(): void {
    const town = this.input('town')?.closest('.field')
    const street = this.input('street')?.closest('.field')
    if (town && street && !town.querySelector('.field-mistake')) street.after(town)
  }

  private told(input: Input, act: () => void): void {
    this.writing = true
    act()
    for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }))
    this.writing = false
  }

  private input(name: Name): Input | null {
    return this.wrapper.querySelector<Input>(`[name="${name}"]`)
  }

  private precisions(): Input[] {
    return [...this.wrapper.querySelectorAll<Input>('[name="precision"]')]
  }
}
