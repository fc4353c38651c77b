import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with the line `N passed, N failed`, for whoever reads only that. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0
    // A file that cannot be loaded, and an error outside of any test, are failures that no test counts.
    let failed = unhandledErrors.length
    for (const module of modules) {
      if (!module.ok() && [...module.children.allTests('failed')].length === 0) failed++
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        if (state === 'failed') failed++
      }
    }
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
  }
}
