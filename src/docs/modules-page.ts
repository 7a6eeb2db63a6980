import type { ManifestIndex } from '../catalogue/manifest.js';
import { table } from './method-page.js';
import { code } from './prose.js';

/** The modules of the Open Integration Package for 1C:Enterprise and OneScript, by their names there. */
const MODULES = [
  ...['7z', 'airtable', 'bitrix24', 'cdek', 'clickhouse', 'dropbox', 'ftp', 'gcalendar', 'gdrive'],
  ...[
    'google',
    'greenapi',
    'greenmax',
    'grpc',
    'gsheets',
    'http',
    'janx',
    'ldap',
    'lua',
    'metrika',
  ],
  ...['mongodb', 'msgpack', 'mssql', 'mysql', 'nativeapi', 'neocities', 'notion', 'ntfy', 'ollama'],
  ...[
    'openai',
    'ozon',
    'postgres',
    'rar',
    'rcon',
    'rportal',
    'rss',
    's3',
    'sftp',
    'slack',
    'sqlite',
  ],
  ...['ssh', 'tar', 'tcp', 'telegram', 'twitter', 'viber', 'vk', 'vkteams', 'ws', 'yadisk'],
  ...['yamarket', 'yandex', 'zeromq'],
];

/** What answered the recorded example of a method. */
export interface Answered {
  service: string;
  /** `PostgreSQL 15.18`. */
  server: string;
}

/**
 * The page of modules: which of them are here, and against what their methods are tested. The same
 * server answers the tests and the recorded examples.
 */
export function modulesPage({ services }: ManifestIndex, answered: readonly Answered[]): string {
  const rows = services.map(({ name, title, methods }) => {
    const own = answered.filter(({ service }) => service === name).map(({ server }) => server);
    return [`[${title}](${name}/index.md)`, code(name), String(methods.length), countsOf(own)];
  });
  const here = new Set(services.map(({ name }) => name));
  const missing = MODULES.filter((name) => !here.has(name));
  const count = `${MODULES.length - missing.length} of the ${MODULES.length}`;
  return `# Modules and their tests

${count} modules of the Open Integration Package for 1C:Enterprise and OneScript are here, each with all of its
methods, and with those that OInt adds. Every method has a recorded example, and this table says what answered it. A
stand-in is a test server of ours that refuses what the vendor’s description of the API does not allow; the vendor’s own
servers were not called.

${table(['Module', 'Name', 'Methods', 'Examples answered by'], rows)}
${missing.length > 0 ? `\nNot here yet: ${missing.map(code).join(', ')}.\n` : ''}`;
}

/** The servers, the most frequent first, each with its number of methods. */
function countsOf(servers: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const server of servers) counts.set(server, (counts.get(server) ?? 0) + 1);
  return [...counts]
    .sort(([, some], [, others]) => others - some)
    .map(([server, count]) => `${server} (${count})`)
    .join('; ');
}
