// Islands that improve single fields of a form which works without them. Each
// mounts behind the plain inputs of its wrapper, <div data-island="name">, and
// keeps them: whatever it does, the form is sent from their values.
import { mount, type Component } from 'svelte'
import { addWords, currentLanguage } from '../i18n/t'

export interface IslandProps {
  /** The element that holds the plain inputs. Others of the form are found through their `form`. */
  wrapper: HTMLElement
}

type Load = () => Promise<{ default: Component<IslandProps> }>

/** One line an island, loaded when a page has it. */
const islands: Record<string, Load> = {
  hours: () => import('./Hours.svelte'),
  tags: () => import('./Tags.svelte'),
  draft: () => import('./Draft.svelte'),
  photos: () => import('./Photos.svelte'),
  duplicates: () => import('./Duplicates.svelte'),
  place: () => import('./Place.svelte'),
  preview: () => import('./Preview.svelte'),
}

/** Mounts the islands of a page. One that cannot be loaded leaves its plain inputs as they are. */
export async function mountIslands(page: ParentNode): Promise<void> {
  const words = await (currentLanguage() === 'en' ? import('../../messages/en.json?form') : import('../../messages/fr.json?form'))
  addWords(words.default)
  const wrappers = [...page.querySelectorAll<HTMLElement>('[data-island]')]
  await Promise.allSettled(
    wrappers.map(async (wrapper) => {
      const load = islands[wrapper.dataset['island'] ?? '']
      if (load) mount((await load()).default, { target: wrapper, props: { wrapper } })
    }),
  )
}
