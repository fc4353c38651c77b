import { readFile } from 'node:fs/promises'
import { buildSchema, parse, print, visit } from 'graphql'
import { describe, expect, it } from 'vitest'
import { serveThreads } from '../../support/gateway/served-threads.ts'

/** What a server says of itself to each kind of gateway. */
async function sdlsOf(env: Record<string, string> = {}) {
  const { server } = await serveThreads([], {}, env)
  const { data } = await server.query<{ _sdl: string; _service: { sdl: string } }>(
    '{ _sdl _service { sdl } }',
  )
  return { stitching: data?._sdl ?? '', federation: data?._service.sdl ?? '' }
}

/** Each use of a directive, as `field or type @directive(...)`. */
function directivesIn(sdl: string): string[] {
  const found: string[] = []
  visit(parse(sdl), {
    enter(node) {
      if (!('directives' in node) || !('name' in node)) return
      for (const directive of node.directives ?? []) found.push(`${node.name?.value} ${print(directive)}`)
    },
  })
  return found
}

/** The schema without directives: what a client may ask for. */
function withoutDirectives(sdl: string): string {
  const document = visit(parse(sdl), {
    Directive: () => null,
    DirectiveDefinition: () => null,
    SchemaExtension: () => null,
  })
  return print(document)
}

/** The committed schema, as text that `print` would write, without what is there for gateways. */
async function committed(): Promise<string> {
  const text = await readFile(new URL('../../../schema.graphql', import.meta.url), 'utf8')
  const gatewayTypes = new Set(['_Any', '_Entity', '_Service'])
  const drop = {
    enter: ({ name }: { name: { value: string } }) => (gatewayTypes.has(name.value) ? null : undefined),
  }
  const document = visit(parse(text), {
    ScalarTypeDefinition: drop,
    UnionTypeDefinition: drop,
    ObjectTypeDefinition: drop,
    FieldDefinition: ({ name }) => (name.value.startsWith('_') ? null : undefined),
  })
  return print(document)
}

describe('_sdl', () => {
  it('is the schema with its descriptions, without what is there for gateways', async () => {
    const { stitching } = await sdlsOf()
    expect(withoutDirectives(stitching)).toBe(await committed())
  })

  it('is a valid schema by itself', async () => {
    const { stitching } = await sdlsOf()
    expect(() => buildSchema(stitching)).not.toThrow()
  })

  it('has @merge on threadsById, and no other directive', async () => {
    const { stitching } = await sdlsOf()
    expect(directivesIn(stitching)).toEqual(['threadsById @merge(keyField: "id")'])
  })
})

describe('_service', () => {
  it('is the schema with its descriptions, without what is there for gateways', async () => {
    const { federation } = await sdlsOf()
    expect(withoutDirectives(federation)).toBe(await committed())
  })

  it('has @key on Thread and @shareable on PageInfo, imported by @link, and no other directive', async () => {
    const { federation } = await sdlsOf()
    expect(directivesIn(federation)).toEqual(['Thread @key(fields: "id")', 'PageInfo @shareable'])
    expect(federation).toMatch(
      /^extend schema @link\(url: "https:\/\/specs\.apollo\.dev\/federation\/v2\.3", import: \["@key", "@shareable"\]\)\n/,
    )
  })

  it('is told where introspection is off', async () => {
    const { federation } = await sdlsOf({ INTROSPECTION: 'false' })
    expect(federation).toContain('type Thread @key')
  })
})
