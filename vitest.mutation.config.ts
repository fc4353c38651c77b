import { defineConfig } from 'vitest/config'

/** What `npm run mutation` runs for each change that it makes: the tests nearest to what it changes. */
export default defineConfig({
  test: {
    include: [
      'test/unit/{schema.test.ts,core/**,operation/**,upstream/**}',
      'test/http/{gateway,graphql,observability,operation,resources}/**/*.test.ts',
      'test/http/upstream/{bad-answers,client,not-found,odd-upstreams,refusals}.test.ts',
      'test/http/http/{audits,malformed-requests}.test.ts',
    ],
    // What it measures is the time that a request takes, and counting what was covered takes time as well.
    exclude: ['test/http/operation/proportion.test.ts'],
    experimental: { viteModuleRunner: false },
    isolate: false,
    testTimeout: 20_000,
  },
})
