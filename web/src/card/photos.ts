import type { Image } from '../api/types'

/** A photo that is kept here, by the paths of its two forms. */
export interface KeptPhoto {
  large: string
  small: string
  width: number // pixels, of the large form
  height: number
  smallWidth: number
  caption: string
}

const hashed = /^[a-z2-7]{32}$/

/** Returns the images of an element that are kept here: links to other sites are not. */
export function keptPhotos(images: Image[] | undefined): KeptPhoto[] {
  return (images ?? []).flatMap(({ photo = '', width = 0, height = 0, caption = '' }) => {
    if (!hashed.test(photo)) return []
    const longest = Math.max(width, height, 1)
    const smallWidth = longest <= 320 ? width : Math.max(1, Math.round((width * 320) / longest))
    return [{ large: `/photos/${photo}-1280.jpg`, small: `/photos/${photo}-320.jpg`, width, height, smallWidth, caption }]
  })
}
