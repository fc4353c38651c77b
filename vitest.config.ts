import { defineConfig } from 'vitest/config'

/** What holds for documents that are compiled as for those that are interpreted. */
const compiledTests = [
  'test/http-audits.test.ts',
  'test/{abuse,fault,gateway,operation,property,scalars,thread}/**/*.test.ts',
]

/** What a change of graphql's major version could break; all of it runs on 16, and this on 17 as well. */
const graphqlTests = [
  'test/{errors,graphql-version,http-audits,schema}.test.ts',
  'test/{property,scalars,thread}/**/*.test.ts',
]

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
      {
        extends: true,
        test: {
          name: 'graphql 16',
          include: ['test/**/*.test.ts'],
          // What these need is installed in that folder: `npm run test:gateways`.
          exclude: ['**/node_modules/**', 'test/gateways/**'],
          env: { GRAPHQL_MAJOR: '16' },
        },
      },
      {
        extends: true,
        test: {
          name: 'compiled',
          include: compiledTests,
          env: { GRAPHQL_MAJOR: '16', COMPILE_AFTER: '0' },
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
