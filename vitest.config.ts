import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Builds once: the tests of the command line and of the package run what users run.
    globalSetup: 'test/support/build.ts',
    reporters: ['default', './test/support/closing-line.ts'],
    testTimeout: 30_000,
    // Much of what tests do is waiting for processes: every core is given some of them.
    maxWorkers: '100%',
    // Whatever the machine's own proxies and keys are, the tests are not to meet them.
    env: {
      HTTP_PROXY: '',
      HTTPS_PROXY: '',
      ALL_PROXY: '',
      NO_PROXY: '',
      http_proxy: '',
      https_proxy: '',
      all_proxy: '',
      no_proxy: '',
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: '',
    },
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.test.ts'],
      reporter: ['text-summary', 'html'],
    },
  },
});
