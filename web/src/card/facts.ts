// Facts of an element as short lines.
import type { Address, ElementProperties, Offer, Slot } from '../api/types'
import { currentLanguage, t, tv } from '../i18n/t'

export function addressLines(address: Address | undefined): string[] {
  const town = [address?.postalCode, address?.addressLocality].filter(Boolean).join(' ')
  return [address?.streetAddress ?? '', town].filter((line) => line !== '')
}

/** Says in few words what an element of the list is: the side of an exchange, the type, else the kind. */
export function sortWords(facts: Pick<ElementProperties, 'kind' | 'type' | 'offer'>): string {
  if (facts.offer) return tv('intent', facts.offer.intent)
  return facts.type || tv('kind', facts.kind)
}

/**
 * Returns those of slots, which are in order, that have not ended at now, or the
 * last one. Slots are in local time and now is read as such: the answer may be
 * some hours late.
 */
export function upcoming(slots: Slot[], now: Date): Slot[] {
  const moment = now.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)
  const ahead = slots.filter((slot) => (slot.end ?? slot.start) >= moment)
  return ahead.length ? ahead : slots.slice(-1)
}

/** Writes on what terms something changes hands, like "vendre · 12 €" of an offer, "à acheter · 12 €" of a need. */
export function offerWords(offer: Offer): string {
  const words = [offer.intent === 'need' ? tv('need', offer.basis) : tv('basis', offer.basis)]
  if (offer.price) words.push(priceWords(offer.price, offer.unit ?? ''))
  if (offer.state === 'reserved' || offer.state === 'done' || offer.state === 'withdrawn') words.push(t(`offer_${offer.state}`))
  return words.join(' · ')
}

function priceWords(price: number, unit: string): string {
  const number = new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 2 }).format(price)
  if (unit === 'EUR') return `${number} €`
  return `${number} ${unit === 'hours' ? t('unit_hours') : unit}`.trim()
}

/** Reports whether an address may stand as a link: the server checks it, and so do we. */
export function isWebAddress(address: string | undefined): address is string {
  return /^https?:\/\//i.test(address ?? '')
}

/** Returns the host of a web address, without "www."; the whole text when it has none. */
export function webHost(address: string): string {
  try {
    return new URL(address).host.replace(/^www\./, '')
  } catch {
    return address
  }
}
