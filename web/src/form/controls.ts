// Reads and writes a form whole, as a draft holds it.
import { giveBack, isKept, type Values } from './drafts'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

function controls(form: HTMLFormElement): Control[] {
  const known = [HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement]
  return [...form.elements].filter((element): element is Control => known.some((type) => element instanceof type) && isKept(element as Control))
}

function isChoice(control: Control): control is HTMLInputElement {
  return control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')
}

/** Returns what somebody typed and chose in a form, in the order of its controls. */
export function valuesOf(form: HTMLFormElement): Values {
  return controls(form)
    .filter((control) => !isChoice(control) || control.checked)
    .map(({ name, value }) => [name, value])
}

/** Writes values back, and tells the form and its islands what changed. */
export function restore(form: HTMLFormElement, values: Values): void {
  const next = giveBack(values)
  for (const control of controls(form)) {
    if (isChoice(control)) {
      const checked = values.some(([name, value]) => name === control.name && value === control.value)
      if (control.checked === checked) continue
      control.checked = checked
    } else {
      const value = next(control.name) ?? ''
      if (control.value === value) continue
      control.value = value
    }
    control.dispatchEvent(new Event('input', { bubbles: true }))
    control.dispatchEvent(new Event('change', { bubbles: true }))
  }
}
