// Where the device is, asked only when people press a button for it.
import { t } from '../i18n/t'
import type { Position } from '../query/query'

/** Why a device does not say where it is, by the number of the standard. */
const reasons = { 1: 'near_me_refused', 2: 'near_me_unavailable', 3: 'near_me_timeout' } as const

/** Answers the position of the device to about 100 m; rejects with an Error whose message is for people. */
export async function devicePosition(): Promise<Position> {
  const { longitude, latitude } = await ask({ maximumAge: 300_000, timeout: 10_000 })
  return [blurred(longitude), blurred(latitude)]
}

/** Answers where the device is as well as it knows, and to how many metres: for what people reference there. It rejects as devicePosition does. */
export async function exactPosition(): Promise<{ position: Position; accuracy: number }> {
  const { longitude, latitude, accuracy } = await ask({ enableHighAccuracy: true, maximumAge: 10_000, timeout: 10_000 })
  return { position: [longitude, latitude], accuracy }
}

function ask(options: PositionOptions): Promise<GeolocationCoordinates> {
  return new Promise((resolve, reject) => {
    // Browsers leave it out, or refuse it, on pages that did not come over TLS.
    if (!window.isSecureContext || !('geolocation' in navigator)) return reject(new Error(t('near_me_unsupported')))
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(coords),
      ({ code }) => reject(new Error(t(reasons[code as keyof typeof reasons] ?? 'near_me_unavailable'))),
      options,
    )
  })
}

// Three decimals: enough to sort by distance, and no one's exact home goes to the server.
function blurred(degrees: number): number {
  return Math.round(degrees * 1000) / 1000
}
