import { defineConfig } from 'vitest/config'

/** The federated gateways, whose dependencies are in this folder alone: `npm run test:gateways`. */
export default defineConfig({
  test: {
    include: ['test/e2e/gateways/**/*.test.ts'],
    // As in the configuration of all other tests: node itself runs them.
    experimental: { viteModuleRunner: false },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', './test/support/summary-reporter.ts'],
  },
})
