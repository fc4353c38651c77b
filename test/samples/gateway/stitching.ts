import { buildHTTPExecutor } from '@graphql-tools/executor-http'
import { stitchSchemas } from '@graphql-tools/stitch'
import { stitchingDirectives } from '@graphql-tools/stitching-directives'
import { buildSchema, parse } from 'graphql'
import { createYoga, type YogaInitialContext } from 'graphql-yoga'

/** A subschema as its server describes it; the caller's key goes along with each request. */
export async function subschema(endpoint: string) {
  const executor = buildHTTPExecutor({
    endpoint,
    headers: (request): Record<string, string> => {
      const caller: YogaInitialContext | undefined = request?.context
      const authorization = caller?.request.headers.get('authorization')
      return authorization ? { authorization } : {}
    },
  })
  const answer = await executor({ document: parse('{ _sdl }') })
  if (!('data' in answer)) throw new Error(`${endpoint} gave no _sdl`)
  return { schema: buildSchema(answer.data._sdl, { assumeValidSDL: true }), executor }
}

export async function createGateway(endpoints: string[]) {
  return createYoga({
    schema: stitchSchemas({
      subschemas: await Promise.all(endpoints.map(subschema)),
      subschemaConfigTransforms: [stitchingDirectives().stitchingDirectivesTransformer],
    }),
    maskedErrors: false, // the errors have codes and nothing that is not for callers
  })
}
