// Photos, from the phone that gives them to the page that shows them: with the
// island, and with plain inputs alone.
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessible, open, phone, tolerate, useBrowser } from './browser'
import { join, useSiteWithMails } from './site'

useBrowser()

const site = useSiteWithMails()

interface Given {
  name: string
  mimeType: string
  buffer: Buffer
}

/** Returns a photo as a phone makes it: of one colour, lying on its side, with the place where it was taken. */
async function shot(color: string): Promise<Given> {
  const page = await open('/legal', {}, site.address)
  const drawn = await page.evaluate((color) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 800, height: 600 })
    const context = canvas.getContext('2d')!
    context.fillStyle = color
    context.fillRect(0, 0, 800, 600)
    return canvas.toDataURL('image/jpeg').split(',')[1]!
  }, color)
  await page.context().close()
  const jpeg = Buffer.from(drawn, 'base64')
  const orientation = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex')
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), orientation, Buffer.from('GPS48.1173N1.6778W')])
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2])
  return { name: 'IMG_1234.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]) }
}

/** Opens a form with a name, and the place that it takes to publish. */
async function form(page: Page, name: string): Promise<void> {
  await page.goto(`${site.address}/new?kind=place`)
  await page.locator('form [name=name]').fill(name)
  await page.locator('summary', { hasText: 'Photos' }).first().click()
}

/** Chooses files once the editor stands in for the plain input. */
async function choose(page: Page, files: Parameters<Locator['setInputFiles']>[0]): Promise<void> {
  await page.locator('.photos-editor').waitFor()
  await page.locator('#form-upload').setInputFiles(files)
}

const captions = (page: Page) => page.locator('.photos-one').getByLabel('Que montre cette photo ?')
const order = (page: Page) => page.locator('form [name=photo]').evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value))
const publish = (page: Page) => page.locator('.form-end button[value=publish]').click()

/** Returns how large the photos of a page are drawn from, once they are there. */
const drawn = (page: Page) =>
  page.locator('.photos img').evaluateAll(async (all) => {
    const images = all as HTMLImageElement[]
    for (const image of images) image.loading = 'eager'
    await Promise.all(images.map((image) => image.decode()))
    return images.map((image) => [Number(image.getAttribute('width')), Number(image.getAttribute('height')), image.naturalWidth > 0, image.alt])
  })

test.each(['light', 'dark'] as const)('photos are sent, put in order, said and published, on a phone, %s', async (colorScheme) => {
  const [red, blue, green] = [await shot('#b5532f'), await shot('#3b5ba5'), await shot('#2f6b4f')]
  const page = await join(site, `${colorScheme}@example.org`, 'Camille', { viewport: phone, colorScheme })
  await form(page, `Serre du Pré ${colorScheme}`)
  await choose(page, [red, blue, green])
  await expect.poll(async () => (await order(page)).length).toBe(3)
  const given = await order(page)

  await page.getByRole('button', { name: 'Reculer la photo 1' }).press('Enter')
  await expect.poll(() => order(page)).toEqual([given[1], given[0], given[2]])
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Reculer la photo 2')
  await page.getByRole('button', { name: 'Retirer la photo 3' }).press('Enter')
  await expect.poll(async () => (await order(page)).length).toBe(2)
  await accessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)

  // Without words for who cannot see them they are not published; nothing is lost.
  tolerate(/422/)
  await publish(page)
  await page.getByText('Dites en quelques mots ce que devrait savoir de cette photo').first().waitFor()
  await page.locator('.photos-one').first().waitFor()
  await captions(page).nth(0).fill('La porte bleue')
  await captions(page).nth(1).fill('Une serre au matin')
  expect(await order(page)).toEqual([given[1], given[0]])
  await publish(page)
  await page.locator('.photos').waitFor()
  expect(await drawn(page)).toEqual([
    [600, 800, true, 'La porte bleue'],
    [600, 800, true, 'Une serre au matin'],
  ])
  await accessible(page)

  // What anybody loads tells nothing of the phone, nor where it was.
  const path = await page.locator('.photos a').first().getAttribute('href')
  const answer = await (await open(page.url().replace(site.address, ''), { viewport: phone }, site.address)).request.get(site.address + path!)
  expect(answer.headers()['cache-control']).toContain('immutable')
  expect((await answer.body()).toString('latin1')).not.toMatch(/Exif|GPS/)
}, 150_000)

test('what is no photo is told of, and hinders no other', async () => {
  const red = await shot('#b5532f')
  const page = await join(site, 'tired@example.org', 'Camille', { viewport: phone })
  await form(page, 'Serre de la Mare')
  tolerate(/422/)
  await choose(page, [{ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<script>alert(1)</script>') }, red])
  await page.getByText('Ce n’est pas une photo en JPEG, PNG ou WebP').first().waitFor()
  await expect.poll(async () => (await order(page)).length).toBe(1)
  await page.getByRole('button', { name: 'Retirer la photo 1' }).click()
  await captions(page).fill('Une serre')
  await publish(page)
  expect(await drawn(page)).toEqual([[600, 800, true, 'Une serre']])
}, 150_000)

test('who publishes at once waits for the photos', async () => {
  const red = await shot('#b5532f')
  const page = await join(site, 'quick@example.org', 'Camille', { viewport: phone })
  await form(page, 'Serre du Bourg')
  let arrive = (): void => {}
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  await page.route('**/photos', async (route) => {
    await arrived
    await route.continue()
  })
  await choose(page, [red])
  await captions(page).fill('Une serre')
  await publish(page)
  await page.getByText('le formulaire s’envoie dès qu’elles sont arrivées').first().waitFor()
  arrive()
  await page.locator('.photos').waitFor()
  expect(await drawn(page)).toEqual([[600, 800, true, 'Une serre']])
}, 150_000)

test('photos are given without JavaScript', async () => {
  const [red, blue] = [await shot('#b5532f'), await shot('#3b5ba5')]
  const page = await join(site, 'plain@example.org', 'Camille', { viewport: phone, javaScriptEnabled: false })
  await form(page, 'Serre du Moulin')
  await page.locator('#form-upload').setInputFiles([red, blue])
  tolerate(/422/)
  await publish(page)
  await page.getByText('Dites en quelques mots ce que devrait savoir de cette photo').first().waitFor()
  const captions = page.locator('[name^=caption-]')
  expect(await captions.count()).toBe(2)
  await captions.nth(0).fill('Une serre')
  await page.locator('[name=photo]').nth(1).uncheck()
  await publish(page)
  await page.locator('.photos img').waitFor()
  expect(await page.locator('.photos img').count()).toBe(1)
  expect(await page.locator('.photos img').getAttribute('alt')).toBe('Une serre')
}, 150_000)
