// Starts the real program on the demo, in a folder of its own, on a free port of
// this machine: once for all browser tests, and again where one wants it otherwise.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server, without a final slash. */
    server: string
    /** The program and the data folder that it holds. */
    program: string
    data: string
    /** A data folder with the demo in it, which no program holds: to be copied. */
    demo: string
  }
}

export interface Running {
  /** Address of the server, without a final slash. */
  address: string
  data: string
  /** Ends it, and leaves its folder. */
  end(): Promise<void>
  /** Ends it, and removes its folder. */
  stop(): Promise<void>
}

/** Serves the demo with more flags, in a copy of a folder that holds it already, where there is one. */
export async function serveDemo(binary: string, demo: string, ...flags: string[]): Promise<Running> {
  const data = mkdtempSync(join(tmpdir(), 'maillage-e2e-'))
  if (demo) cpSync(demo, data, { recursive: true })
  const server = spawn(binary, ['demo', '--data', data, '--listen', '127.0.0.1:0', ...flags])
  const said: string[] = []
  server.stderr.on('data', (text: Buffer) => said.push(text.toString()))
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const address = await Promise.race([
    new Promise<string>((resolve) => {
      createInterface(server.stdout).on('line', (line) => {
        const found = /https?:\/\/\S+/.exec(line)
        if (found) resolve(found[0].replace(/\/$/, ''))
      })
    }),
    ended.then(() => Promise.reject(new Error(`${binary} ended:\n${said.join('')}`))),
  ])
  await ready(`${address}/readyz`, said)
  const end = async (): Promise<void> => {
    server.kill('SIGTERM')
    await ended
  }
  const stop = async (): Promise<void> => {
    await end()
    rmSync(data, { recursive: true, force: true })
  }
  return { address, data, end, stop }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const binary = process.env['MAILLAGE_BINARY'] ?? fileURLToPath(new URL('../../bin/maillage', import.meta.url))
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run "make build", or set MAILLAGE_BINARY`)
  const { data: demo, end } = await serveDemo(binary, '')
  await end()
  const { address, data, stop } = await serveDemo(binary, demo)
  project.provide('server', address)
  project.provide('program', binary)
  project.provide('data', data)
  project.provide('demo', demo)
  return async () => {
    await stop()
    rmSync(demo, { recursive: true, force: true })
  }
}

async function ready(address: string, said: string[]): Promise<void> {
  const deadline = Date.now() + 90_000
  while (Date.now() < deadline) {
    const response = await fetch(address).catch(() => null)
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${address} does not become ready:\n${said.join('')}`)
}
