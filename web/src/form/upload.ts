// Photos on their way to the server, made smaller first where the browser can.
import { RequestError } from '../api/client'
import { currentLanguage } from '../i18n/t'

export interface Photo {
  hash: string
  width: number // pixels, of the large form
  height: number
}

/** A side of a photo that is sent: the server shows less of it, and phones make more. */
const side = 2560
/** What is smaller is sent as it is, in bytes. */
const light = 800_000
/** How long sending one may take, in milliseconds: some minutes, over a slow line. */
const patience = 240_000

/** Returns the path of the small form of a photo. */
export function smallPath(hash: string): string {
  return `/photos/${hash}-320.jpg`
}

/** Sends a photo; told hears how much of it has left, from 0 to 1. Fails with a RequestError. */
export async function sendPhoto(file: File, told: (part: number) => void, signal: AbortSignal): Promise<Photo> {
  const form = new FormData()
  form.append('upload', await shrunk(file).catch(() => file), 'photo')
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest() // fetch does not tell how much has left
    const unreachable = (): void => reject(new RequestError(0, 'unreachable', ''))
    signal.addEventListener('abort', () => request.abort())
    request.upload.onprogress = ({ loaded, total }) => told(total ? loaded / total : 0)
    request.onload = () => {
      const answer = parsed(request.responseText)
      if (request.status === 201) resolve(answer as unknown as Photo)
      else reject(new RequestError(request.status, String(answer['code'] ?? ''), String(answer['detail'] ?? '')))
    }
    request.onerror = request.ontimeout = request.onabort = unreachable
    request.open('POST', '/photos')
    request.timeout = patience
    request.setRequestHeader('Accept-Language', currentLanguage())
    request.send(form)
  })
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** Returns a photo small enough for a slow line, the right way up; the file itself when it is, or when this browser cannot. */
async function shrunk(file: File): Promise<Blob> {
  if (file.size < light || !drawsTruly()) return file
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, side / Math.max(picture.width, picture.height))
  const canvas = canvasOf(Math.round(picture.width * scale), Math.round(picture.height * scale))
  const context = canvas.getContext('2d')
  if (!context) return file
  context.fillStyle = '#fff' // where it is transparent
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9))
  return blob && blob.size < file.size ? blob : file
}

// Browsers that guard against being recognised give noise for what was drawn.
function drawsTruly(): boolean {
  const context = canvasOf(8, 8).getContext('2d')
  if (!context) return false
  context.fillStyle = 'rgb(200, 40, 90)'
  context.fillRect(0, 0, 8, 8)
  const read = context.getImageData(0, 0, 8, 8).data
  return read.every((value, index) => value === [200, 40, 90, 255][index % 4])
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  return Object.assign(document.createElement('canvas'), { width, height })
}
