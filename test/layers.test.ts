import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

/**
 * The parts of `src/`, and what each may import besides itself: the tree in CONTRIBUTING.md.
 * `services` are the two lists of services, `services/*` is any service.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  catalogue: ['core'],
  local: ['core', 'catalogue'],
  'services/*': ['core', 'local'],
  services: ['core', 'services/*'],
  ask: ['core', 'catalogue', 'local', 'services', 'services/openai'],
  serving: ['core', 'catalogue', 'services'],
  mcp: ['core', 'catalogue', 'services', 'serving'],
  server: ['core', 'catalogue', 'services', 'serving'],
  docs: ['core', 'catalogue'],
  bsl: ['core', 'catalogue', 'services'],
  cli: ['core', 'catalogue', 'local', 'services', 'ask', 'mcp', 'server', 'serving', 'docs', 'bsl'],
  '.': ['core', 'services'],
};

/** Tests, and files that only tests use, may import anything. */
const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .filter((path) => !/\.test\.ts$|\/(testing|quirks)\//.test(path));

/** `core`, `services/openai`, … for a file of `src/`. */
function partOf(path: string): string {
  const [first, second] = path.split('/').slice(0, -1);
  return second && first === 'services' ? `services/${second}` : (first ?? '.');
}

/** Our own files that a file imports: with `import … from`, `export … from` and `import()`. */
function importsOf(path: string): string[] {
  const source = readFileSync(join('src', path), 'utf8');
  const found = source.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g);
  return [...found].map(([, to]) => join(dirname(path), to!).replaceAll('\\', '/'));
}

it.each([...new Set(files.map(partOf))])('src/%s imports only what is allowed', (part) => {
  const may = MAY_IMPORT[part] ?? (part.startsWith('services/') && MAY_IMPORT['services/*']);
  expect(may, `test/layers.test.ts does not say what src/${part} may import`).toBeTruthy();
  const wrong = files
    .filter((path) => partOf(path) === part)
    .flatMap((path) => importsOf(path).map((to) => ({ path, to, other: partOf(to) })))
    .filter(({ other }) => other !== part && !isAllowed(other, may || []))
    .map(({ path, to }) => `src/${path} imports src/${to}`);
  expect(wrong).toEqual([]);
});

function isAllowed(part: string, may: readonly string[]): boolean {
  return may.includes(part) || (part.startsWith('services/') && may.includes('services/*'));
}

/**
 * Only the faces know the command line: an error names a param, and each face has its own name for it.
 * These are the exceptions, with reasons.
 */
const OPTIONS_OF_OTHERS: Readonly<Record<string, string>> = {
  'core/http/curl.ts': 'a dry run shows a curl command',
  'services/ftp/curl.ts': 'a dry run shows a curl command',
  'services/http/credentials.ts': 'curl is told how to sign',
  'services/http/curl-line.ts': 'reads the options of curl',
  'services/s3/send.ts': 'curl is told how to sign',
  'services/tcp/command.ts': 'a dry run shows an ncat command',
  'services/ws/command.ts': 'a dry run shows a curl command',
  'local/engines/guide/wording.ts': 'the guide answers questions about the command line',
  'local/page/as-code.ts': 'the page copies a request as a command',
  'local/server/body-limit.ts':
    'a hint for users of `oint local serve`, the only command that starts this server',
  'local/server/guard.ts': 'the same',
};

it('no text below the faces names an option of the command line', () => {
  const below = files.filter((path) => /^(core|services|local)\//.test(path));
  const naming = below.flatMap((path) =>
    textsOf(path).some((text) => /(^|[^\w-])--[a-z]/.test(text)) ? [path] : [],
  );
  expect(naming.sort()).toEqual(Object.keys(OPTIONS_OF_OTHERS).sort());
});

const COMMENT_OR_TEXT =
  /\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

/** The string literals of a file, without its comments. */
function textsOf(path: string): string[] {
  const found = readFileSync(join('src', path), 'utf8').matchAll(COMMENT_OR_TEXT);
  return [...found].map(([text]) => text).filter((text) => !text.startsWith('/'));
}

it('the command line writes only what was made for a terminal', () => {
  const cli = files.filter((path) => path.startsWith('cli/') && path !== 'cli/start/shown.ts');
  const source = (path: string) => readFileSync(join('src', path), 'utf8');
  const writing = /(?:stdout|stderr|#stream|\bto|\bstream)\.write\(|\bas Shown\b|console\./;
  expect(cli.filter((path) => writing.test(source(path)))).toEqual([]);
});

/**
 * A call reaches files and hosts only through its access, which a face opens or closes. What opens
 * them by itself all the same, and why.
 */
const REACHES_BY_ITSELF: Readonly<Record<string, string>> = {
  'core/access/': 'is that access',
  'core/connection/connect.ts': 'asks a proxy over a socket of the access',
  'core/connection/encrypt.ts': 'encrypts a socket of the access',
  'core/archives/seven-zip/engine.ts': 'computes in another thread, which opens only 7-Zip itself',
  'core/definition/kinds/secret.ts': 'runs the command that a person typed as `cmd:`',
  'core/files/change-file.ts': "OInt's own files",
  'core/files/destination.ts': 'finds the file that an allowed path stands for',
  'core/files/file.ts': 'writes what the access lets it write',
  'core/files/in-place.ts': 'the same',
  'core/files/lock-file.ts': "locks of OInt's own files",
  'core/files/on-disk.ts': 'a temporary file of our own',
  'core/files/part-file.ts': 'deletes abandoned files of our own',
  'core/grpc/channel.ts': 'speaks HTTP/2 over a socket of the access',
  'core/grpc/rpc.ts': 'uses the names of codes of HTTP/2',
  'core/http/send/agents.ts': 'connects by the rules of the access',
  'core/http/early-response.ts': 'the responses of our own servers',
  'core/http/encrypted.ts': 'encrypts a connection of the access',
  'core/http/tls.ts': 'sets up encryption, and connects to nothing',
  'core/rest/oauth/loopback.ts': 'waits on this machine for a user who signs in; models cannot',
  'core/http/send/tunnel.ts': 'connects to a proxy that a person set',
  'core/packages/find-package.ts': 'looks for packages, which no value names',
  'core/sqlite/child.ts': 'ends its own process if its parent no longer exists',
  'core/sqlite/database.ts': "OInt's own databases",
  'core/util/hash-thread.ts': 'computes in another thread, and opens nothing',
  'core/sqlite/remote.ts': 'runs OInt itself, which opens what the access has checked',
  'core/util/schema-check.ts': 'a thread that gets a schema and a value, and nothing else',
  'core/util/schema-worker.ts': 'that thread',
  'core/util/thread-file.ts': 'reads the code of a thread, which comes with OInt',
  'services/lua/thread.ts': 'reads the code of Lua, and runs it in a thread that opens nothing',
  'services/lua/worker/thread.ts': 'that thread',
  'services/nativeapi/process.ts':
    'runs the component that a person or a program named; models cannot',
  'services/openai/upload-state.ts': "OInt's own records, in its data folder",
  'services/postgres/pass-file.ts': "the user's password file, with the rules of libpq",
  'services/postgres/service-file.ts': 'the same for the file of services, never for a model',
  'services/sqlite/write-queue.ts': 'asks which file a database is, and opens none',
  'services/sqlite/extensions.ts': 'a temporary file of our own',
};

const SYSTEM =
  /^(?:node:)?(?:fs|net|tls|http|https|http2|dgram|dns|child_process|worker_threads)\b/;

it('calls reach files and hosts only through their access', () => {
  const below = files.filter((path) => /^(core|services)\//.test(path));
  const wrong = below
    .filter((path) => !Object.keys(REACHES_BY_ITSELF).some((known) => path.startsWith(known)))
    .filter((path) => systemImports(path).length > 0);
  expect(wrong).toEqual([]);
  for (const known of Object.keys(REACHES_BY_ITSELF)) {
    const inIt = below.filter((path) => path.startsWith(known));
    expect(inIt.flatMap(systemImports), `${known} need not be named here`).not.toEqual([]);
  }
});

/** The modules of Node that a file imports, other than for their types, and that reach outside. */
function systemImports(path: string): string[] {
  const source = readFileSync(join('src', path), 'utf8');
  const found = source.matchAll(
    /\bimport\s+(type\s)?([^;'"]*?)\s*from\s*'([^']+)'|\bimport\(\s*'([^']+)'/g,
  );
  return [...found].flatMap(([, type, names = '', from, dynamic]) => {
    const module = from ?? dynamic!;
    const isPure = /^\{[^}]*\}$/.test(names) && PURE.test(names);
    return !type && SYSTEM.test(module) && !isPure ? [module] : [];
  });
}

/** What only looks at a text or sets up encryption: addresses, certificates. */
const PURE =
  /^\{\s*(?:(?:type \w+|isIP|isIPv6|isIPv4|createSecureContext|rootCertificates)(?:,\s*)?)+\s*\}$/;
