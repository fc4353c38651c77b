import { defineConfig } from 'vitest/config'

/** What compiled execution could change: it runs once interpreted, as all does, and once compiled. */
const compiledTests = [
  'test/http/{gateway,graphql,operation,properties,resources}/**/*.test.ts',
  'test/http/http/{audits,plugins}.test.ts',
]

/** What graphql's next major version could change. The rest runs on 16 alone. */
const graphqlTests = [
  'test/unit/{core,operation}/**/*.test.ts',
  'test/unit/schema.test.ts',
  'test/http/{graphql,properties,resources}/**/*.test.ts',
  'test/http/http/audits.test.ts',
  'test/http/graphql-version.test.ts',
]

const on16 = { GRAPHQL_MAJOR: '16' }

export default defineConfig({
  test: {
    // Node itself runs the tests, as it runs the command. Vite's runner would load a second copy of `graphql`
    // (its `module` entry) beside the one that Pothos and yoga load, and types of one are not those of the other.
    experimental: { viteModuleRunner: false },
    testTimeout: 20_000,
    // Many tests wait for a process or a clock: more than one of them at a time, also on two cores.
    maxWorkers: 3,
    hookTimeout: 30_000,
    reporters: ['default', './test/support/summary-reporter.ts'],
    projects: [
      /** Functions alone: no server, no process. */
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], env: on16 } },
      /** A server in this process, with a real upstream or store. */
      { extends: true, test: { name: 'http', include: ['test/http/**/*.test.ts'], env: on16 } },
      /** Processes, browsers, the package. */
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // What these need is installed in that folder: `npm run test:gateways`.
          exclude: ['**/node_modules/**', 'test/e2e/gateways/**'],
          env: on16,
        },
      },
      {
        extends: true,
        test: { name: 'compiled', include: compiledTests, env: { ...on16, COMPILE_AFTER: '0' } },
      },
      /** What goes wrong with an upstream, over the other wire. */
      {
        extends: true,
        test: {
          name: 'conversations',
          include: ['test/http/upstream/**/*.test.ts'],
          exclude: ['test/http/upstream/{client,living-upstreams}.test.ts'],
          env: { ...on16, UPSTREAM_API: 'conversations' },
        },
      },
      {
        extends: true,
        test: {
          name: 'graphql 17',
          include: graphqlTests,
          env: { GRAPHQL_MAJOR: '17' },
          execArgv: ['--import', './test/support/graphql-17.ts'],
        },
      },
    ],
  },
})
