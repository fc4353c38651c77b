import { type GraphQLSchema, specifiedRules, type ValidationRule } from 'graphql'
import { createYoga, isAsyncIterable, type Plugin, type YogaServerInstance } from 'graphql-yoga'
import { mapIterator } from '../core/map-iterator.ts'
import { isGraphQLPath } from '../core/paths.ts'
import type { RequestContext } from '../core/request-context.ts'
import { failedResult } from '../operation/public-result.ts'
import type { Stages } from '../operation/run.ts'
import { acceptsEvents, acceptsResponse, mediaTypes } from './media-type.ts'
import { paramsOfUrl, readParams } from './params.ts'
import { readJsonBody } from './request-body.ts'
import type { HttpStages } from './stages.ts'
import { textResponse } from './text-response.ts'

/** Yoga, whose operations run by our own stages. */
export type Yoga<Context extends object> = YogaServerInstance<RequestContext, Context>

export interface YogaOptions<Context extends object> {
  schema: GraphQLSchema
  http: HttpStages
  stages: Stages
  contextFor: (request: RequestContext) => Context
  /** Plugins of the app that mounts this API. */
  plugins: Plugin<Context>[]
}

/**
 * Yoga does what the fast path leaves out: GET, content negotiation, streams, and the plugins of others. Each operation
 * it hands to the one function that runs them; where there are plugins, their hooks stand around its stages.
 */
export function createYogaHandler<Context extends object>({
  schema,
  http,
  stages,
  contextFor,
  plugins,
}: YogaOptions<Context>): Yoga<Context> {
  const runOperation: OwnPlugin = {
    onParams({ setParamsHandler }) {
      setParamsHandler(({ params, request, context }) => {
        Object.assign(context, { params, request })
        const hooked = plugins.length > 0 ? hookedStages(context) : undefined
        const streams = acceptsEvents(request.headers.get('accept'))
        return http
          .run({ ...params, query: params.query ?? '' }, context, { stages: hooked, streams })
          .catch(failedResult)
      })
    },
  }
  const yoga: Yoga<Context> = createYoga<RequestContext, Context>({
    schema,
    context: contextFor,
    // These are gates: yoga's own come before every plugin, and so before authentication.
    graphiql: false,
    healthCheckEndpoint: NO_PATH,
    landingPage: false,
    cors: false,
    multipart: false,
    // The stages have these.
    parserAndValidationCache: false,
    maxRequestBodySize: false,
    maskedErrors: false,
    logging: false,
    plugins: [
      requestParser(http),
      ownStages(stages),
      ...plugins,
      runOperation,
      unknownPaths,
      publicResults(http),
    ],
  })

  /** The stages with the hooks of plugins around them. */
  function hookedStages(context: object): Stages {
    const { parse, validate, contextFactory, execute, subscribe, schema } = yoga.getEnveloped(context)
    return {
      parse,
      validate: (document) => validate(schema, document),
      contextFor: () => contextFactory(),
      execute: (args) => execute({ ...args, schema }),
      subscribe: (args) => subscribe({ ...args, schema }),
    }
  }

  return yoga
}

type OwnPlugin = Plugin<object, RequestContext>

/** Puts our stages where yoga has its own, inside the hooks of plugins. */
function ownStages({ parse, validate, execute, subscribe }: Stages): OwnPlugin {
  return {
    onParse: ({ setParseFn }) => setParseFn((source) => parse(String(source))),
    onValidate: ({ setValidationFn }) =>
      setValidationFn((_schema, document, rules: readonly ValidationRule[] = specifiedRules) =>
        validate(
          document,
          rules.filter((rule) => !specifiedRules.includes(rule)),
        ),
      ),
    onExecute: ({ setExecuteFn }) => setExecuteFn(execute),
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe),
  }
}

/** Makes every result fit to be sent, those of requests included that hold no operation. */
function publicResults({ publicResult }: HttpStages): OwnPlugin {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      const { stats } = serverContext as Partial<RequestContext>
      if (!stats || Array.isArray(result)) return
      setResult(
        isAsyncIterable(result)
          ? mapIterator(result[Symbol.asyncIterator](), (one) => publicResult(one, { ...stats, codes: [] }))
          : publicResult(result, stats),
      )
    },
  }
}

/** A path that no URL has: it is for what yoga would serve by itself. */
const NO_PATH = ' '

/** Reads operations from JSON posts and from the URL, and from nothing else. */
function requestParser({ findDocument, maxBodyBytes }: HttpStages): OwnPlugin {
  return {
    onRequestParse({ request, setRequestParser, endResponse }) {
      // Yoga looks at this only once it has a result: a mutation would be done by then.
      if (!acceptsResponse(request.headers.get('accept'))) {
        return endResponse(new Response(null, { status: 406, headers: { accept: mediaTypes.join(', ') } }))
      }
      if (request.method === 'POST') {
        setRequestParser(async () => readParams(await readJsonBody(request, maxBodyBytes), findDocument))
      } else if (request.method === 'GET') {
        setRequestParser(() => readParams(paramsOfUrl(new URL(request.url)), findDocument))
      }
    },
  }
}

/**
 * 404 for whatever no plugin has served and is not GraphQL. Yoga itself would take every URL that ends with `/graphql`
 * for its own, be that in the query: a proxy that refuses `/graphql` would let `/x?/graphql` through.
 */
const unknownPaths: OwnPlugin = {
  onRequest({ url, endResponse }) {
    if (isGraphQLPath(url.pathname)) return
    const text = 'Nothing is served at this path. GraphQL is at /graphql.\n'
    endResponse(textResponse(404, 'text/plain; charset=utf-8', text))
  },
}
