// What people who make maps need of the explore page, loaded when they ask for it.
import { addWords, currentLanguage } from '../i18n/t'

async function words(): Promise<void> {
  const loaded = await (currentLanguage() === 'en' ? import('../../messages/en.json?curate') : import('../../messages/fr.json?curate'))
  addWords(loaded.default)
}

/** Loads what adds elements to a map. */
export async function loadChoices() {
  const [loaded] = await Promise.all([import('./Choices.svelte'), words()])
  return loaded.default
}

/** Loads what chooses several elements for it. */
export async function loadChooser() {
  const [loaded] = await Promise.all([import('./Chooser.svelte'), words()])
  return loaded.default
}
