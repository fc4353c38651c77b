import { settings } from '../../src/config/settings.ts'

const badByHand: [variable: string, value: string][] = [
  ['HOST', 'http://127.0.0.1'],
  ['HOST', 'two words'],
  ['HOST', '127.0.0.1/8'],
  ['OPENAI_BASE_URL', 'threads.example/v1'],
  ['OPENAI_BASE_URL', '/v1'],
  ['OPENAI_BASE_URL', 'ftp://threads.example/v1'],
  ['OPENAI_BASE_URL', 'file:///v1'],
  ['OPENAI_BASE_URL', 'https://'],
  ['OPENAI_BASE_URL', 'https://user@threads.example/v1'],
  ['OPENAI_BASE_URL', 'https://:canary@threads.example/v1'],
  ['OPENAI_BASE_URL', 'https://threads.example/v1?key=canary'],
  ['OPENAI_BASE_URL', 'https://threads.example/v1?'],
  ['OPENAI_BASE_URL', 'https://threads.example/v1#canary'],
  ['OPENAI_BASE_URL', 'https://threads.example/v1#'],
  ['OPENAI_API_KEY', 'two words'],
  ['OPENAI_API_KEY', 'line\nbreak'],
  ['OPENAI_API_KEY', 'sk-é'],
  ['UPSTREAM_API', 'assistants'],
  ['OPENAI_API_KEY_HEADER', 'api key'],
  ['OPENAI_API_KEY_HEADER', 'Authorization'],
  ['OPENAI_ORG_ID', 'two words'],
  ['OPENAI_PROJECT_ID', 'line\nbreak'],
  ['OPENAI_QUERY', '?api-version=v1'],
  ['OPENAI_QUERY', 'api-version'],
  ['OPENAI_QUERY', 'a=b#c'],
  ['OPENAI_HEADERS', 'x-team'],
  ['OPENAI_HEADERS', 'x team: a'],
  ['OPENAI_HEADERS', 'Host: evil.example'],
  ['OPENAI_HEADERS', 'x-team: é'],
  ['DATABASE_URL', './data/threads.db'],
  ['DATABASE_URL', 'file:'],
  ['DATABASE_URL', 'file:./data/'],
  ['DATABASE_URL', 'file:threads.db?mode=ro'],
  ['DATABASE_URL', 'file:threads.db#1'],
  ['DATABASE_URL', 'file://server/threads.db'],
  ['DATABASE_URL', 'mysql://localhost/threads'],
  ['DATABASE_URL', 'postgres://'],
  ['DATABASE_URL', 'postgres://db.example/two words'],
  ['API_KEYS', 'one,,two'],
  ['API_KEYS', 'two words'],
  ['JWT_JWKS_URL', 'issuer.example/keys'],
  ['CORS_ORIGINS', '*'],
  ['CORS_ORIGINS', 'https://app.example/'],
  ['CORS_ORIGINS', 'null'],
  ['JWT_REQUIRE_EXP', 'yes'],
  ['GRAPHIQL', 'yes'],
  ['INTROSPECTION', '1'],
  ['PERSISTED_DOCUMENTS_ONLY', 'yes'],
  ['LOG_LEVEL', 'INFO'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318'],
]

/** For a setting that is a whole number: what is just outside, and what only looks like a number. */
function badNumbers({ env, expected }: { env: string; expected: string }): [string, string][] {
  const [, min, max] = /^a whole number from (\d+) to (\d+)$/.exec(expected) ?? []
  if (min === undefined || max === undefined) return []
  const outside = [Number(min) - 1, Number(max) + 1].map(String)
  return [...outside, 'many', '1.5', '1e3', '0x1f', ' 7', '7 ', '99999999999999999999'].map((value) => [
    env,
    value,
  ])
}

/** Values that each setting refuses; none of them is empty, which would count as unset. */
export const badValues = [...badByHand, ...Object.values(settings).flatMap(badNumbers)]
