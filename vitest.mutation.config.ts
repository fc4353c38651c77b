import { defineConfig } from 'vitest/config'

/** What `npm run mutation` runs for each change that it makes: the tests nearest to the scalars, errors and decoders. */
export default defineConfig({
  test: {
    include: ['test/{errors,schema}.test.ts', 'test/{scalars,thread,upstream}/**/*.test.ts'],
    experimental: { viteModuleRunner: false },
    isolate: false,
    testTimeout: 20_000,
  },
})
