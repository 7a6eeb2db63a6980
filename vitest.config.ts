import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';

/** Tests of services and of pieces: they share a process, and must leave it as they found it. */
const OF_PIECES = 'src/**/*.test.ts';

/** What needs a process of its own, and why. */
const ALONE = [
  // The tests of the whole: many start processes and look at all there is.
  'test/**/*.test.ts',
  // The embedded server keeps its state in the process, and its data where OINT_DATA says.
  'src/local/api/*.test.ts',
  'src/local/transport.test.ts',
  'src/local/state/crash.test.ts',
  'src/local/engines/gguf/*.test.ts',
  'src/services/openai/{large-upload,openapi-beyond}.test.ts',
  // Variables of the environment are theirs for the whole file.
  'src/core/http/send/proxy.test.ts',
  // They measure what the process holds in memory, or how long its event loop stops.
  'src/core/http/answers.test.ts',
  'src/core/http/upload.test.ts',
  'src/services/ollama/blobs.test.ts',
  'src/services/sqlite/query.test.ts',
  // Servers that run for the whole file.
  'src/services/{mysql,postgres,sftp,ssh}/*.test.ts',
];

/** What takes longest comes first, so that no core waits for it at the end. */
const LONGEST = /\/test\/(records|contract|binaries|package|cli\/\w+|docs\/\w+)\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: Parameters<BaseSequencer['sort']>[0]) {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: { moduleId: string }) => LONGEST.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

const COMMON_FILES = ['test/support/each-file.ts', 'test/support/short-stops.ts'];
const EACH_FILE = [...COMMON_FILES, 'test/support/over-node.ts'];

const COMMON = {
  testTimeout: 30_000,
  sequence: { setupFiles: 'list' as const },
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
};

export default defineConfig({
  test: {
    // Builds once: the tests of the command line and of the package run what users run.
    globalSetup: 'test/support/whole-run.ts',
    reporters: ['default', './test/support/closing-line.ts'],
    // Much of what tests do is waiting for processes: every core is given some of them.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // What was compiled once is read from node_modules/ by later runs.
    experimental: { fsModuleCache: true },
    projects: [
      { test: { ...COMMON, name: 'alone', include: ALONE, setupFiles: EACH_FILE } },
      {
        test: {
          ...COMMON,
          name: 'shared',
          include: [OF_PIECES],
          exclude: ALONE,
          isolate: false,
          setupFiles: ['test/support/unchanged.ts', ...EACH_FILE],
        },
      },
      // The tests of HTTP once more, with the other of its two transports.
      {
        test: {
          ...COMMON,
          name: 'undici',
          include: ['src/core/http/**/*.test.ts', 'test/contract.test.ts'],
          setupFiles: [...COMMON_FILES, 'test/support/over-undici.ts'],
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.test.ts'],
      reporter: ['text-summary', 'html'],
    },
  },
});
