#!/usr/bin/env node
// Loads nothing before it has looked at the version: what follows needs a newer Node to be read at all.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`threads-graphql needs Node 22.19 or newer; this is ${process.version}\n`)
  process.exit(1)
}
// Keeps what the engine has compiled for the next start.
const { enableCompileCache } = await import('node:module')
enableCompileCache()
const { main } = await import('./cli/main.ts')
await main(process.argv.slice(2), process.env)

export {}
