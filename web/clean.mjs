// Empties dist/ of what an earlier build left, but for the one committed page:
// Go embeds the folder whole, and a stale hashed file would ship with it.
import { readdirSync, rmSync } from 'node:fs'

const dist = new URL('./dist/', import.meta.url)
for (const name of readdirSync(dist)) {
  if (name !== 'index.html') rmSync(new URL(name, dist), { recursive: true })
}
